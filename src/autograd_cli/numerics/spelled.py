"""Float kernels as expressions of Python, for code that has a line for each operation.

Out: by primitive an expression with a place for each operand. It is what the kernel computes, bit for bit, or raises
`ArithmeticError` or `ValueError` where the kernel has an infinity or nan. `pow` is that of `math`.
"""

SPELLINGS = {
    "add": "{} + {}",
    "subtract": "{} - {}",
    "multiply": "{}*{}",
    "divide": "{}/{}",
    "negative": "-{}",
    "power": "pow({}, {})",
}
