"""What all tests share: Hypothesis makes the same examples in every run, and no more than CI has time for."""

from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None, database=None, max_examples=200)
settings.load_profile("ci")
