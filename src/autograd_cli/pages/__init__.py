"""One file of HTML that plays the sweeps, and computes them anew."""
