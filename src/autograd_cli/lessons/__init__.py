"""The sweeps as a lecture shows them: traces, drawings, sheets with blanks, and the steps of a page."""
