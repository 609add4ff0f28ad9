"""What all tests share: Hypothesis makes the same examples in every run, and no more than CI has time for.

`HYPOTHESIS_PROFILE=long` looks further, at other examples each time.
"""

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None, database=None, max_examples=200)
settings.register_profile("long", deadline=None, database=None, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
