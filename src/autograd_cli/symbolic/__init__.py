"""Derivative nodes as a person would write them: like terms and factors gathered, signs and quotients restored."""
