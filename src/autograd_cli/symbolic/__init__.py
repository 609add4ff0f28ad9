"""Derivative nodes as the formula a person would write: like terms and factors gathered, signs and quotients restored."""
