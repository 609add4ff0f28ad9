"""Fits: residuals and their Jacobian over rows, the search for the least sum of squares, what it says of parameters."""
