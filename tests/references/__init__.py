"""Results that others published or that were computed another way, and the scripts that made the data of them.

`formulas.json` is written by `python -m references.write` in `tests/`, from the transcriptions in `formulas.toml`;
`strd.json` by `python -m references.strd FOLDER`, from NIST's own files; `tensors.json` by
`python -m references.write_tensors`, from the formulas in `tensors.py`; `traces.toml` is copied from the literature.
"""
