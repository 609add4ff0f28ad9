"""The words of errors in formulas of other notations.

A case has a message and a hint, None where the message alone helps; what fills the places is in `forms`.
"""

from autograd_cli.wording.language import Words

ERRORS: Words = {
    "syntax": {
        "python-syntax": ("this does not parse as Python: {reason}", None),
        "python-deep": ("this is nested deeper than Python parses", "write it in parts, as in `a = x**2; a + 1`"),
        "python-sign": (
            "`{sign}` is not part of a formula",
            "a formula in Python has operators, calls, indices, `a if c else b`, and assignments before it",
        ),
        "python-xor": ("`^` is exclusive or in Python", "a power is `{first}**{second}`"),
        "python-bits": (
            "`{sign}` combines the bits of numbers in Python",
            "put parentheses around conditions, as in `(x > 0) & (y > 0)`",
        ),
        "python-logic": (
            "`{sign}` of numbers is one of the two numbers in Python",
            "join conditions, as in `x > 0 {sign} y > 0`",
        ),
        "python-attribute": ("`{name}` is not known", "read are `.T`, `.size`, `.shape[0]`, methods, and `np.pi`"),
        "python-argument": (
            "`{name}` is not read with the argument `{argument}`",
            "leave it out where it changes nothing, else write the formula itself",
        ),
        "python-instead": ("`{name}` is not read from Python", "write the formula itself, such as `{instead}`"),
        "python-arguments": ("`{name}` is not read with so many arguments: {count}", None),
        "python-list": ("`{name}` is read with a list of its parts", "as in `{call}([x, y])`"),
        "python-other": (
            "`{name}` is not read from Python",
            "what has no counterpart in the language, or another meaning there, is written in the language itself",
        ),
        "python-loop": (
            "a sum runs over whole numbers, without a condition",
            "as in `sum(x[k]**2 for k in range(10))`, or SymPy's `Sum(k**2, (k, 1, 10))`",
        ),
        "python-piecewise": (
            "a `Piecewise` has pairs of a value and a condition, the last condition being `True`",
            "as in `Piecewise((x, x > 0), (0, True))`",
        ),
        "python-function": ("`{name}` is more than one formula", "`def f(x): return x**2` is read before a formula"),
        "python-parameters": ("a function has parameters without defaults", "as in `def f(x, y): return x*y`"),
        "latex-command": (
            "`{sign}` is not read from LaTeX",
            "`\\mathrm{{rate}}` is a name, `\\operatorname{{erf}}(x)` a call",
        ),
        "latex-near-command": ("`{sign}` is not read from LaTeX", "did you mean `{near}`?"),
        "latex-function-command": ("`{sign}` is not read from LaTeX", "write `{meant}`"),
        "latex-calculus": (
            "`{sign}` is not part of a formula here",
            "derivatives are printed by `autograd diff`; integrals and limits are not read",
        ),
        "latex-dotted": (
            "`{sign}` is a derivative, and no name",
            "as a variable it is written `{meant}`; derivatives are printed by `autograd diff`",
        ),
        "latex-signed": ("in `{text}` the sign alone stands above", "a power is `{meant}`"),
        "latex-mark": ("what stands above in `{text}` is a mark, and no power", "as one name it is `{meant}`"),
        "latex-prime": (
            "`{sign}` is not part of a formula here",
            "derivatives are printed by `autograd diff`, a name is `\\tilde{{x}}`, a transpose `x^\\top`",
        ),
        "latex-at": ("`\\left.` begins a formula at a point", "leave it out, and give the point by values, as `x=0`"),
        "latex-differential": (
            "`{text}` may be a derivative or differential, or a product",
            "a derivative is printed by `autograd diff`; a product is written `d \\cdot x`",
        ),
        "latex-token": (
            "`{sign}` was not expected here",
            "arguments of functions stand in parentheses, `\\sin(x)`, and what a sum runs over is `k=1` or `i,j`",
        ),
        "latex-end": ("the formula ends too early", None),
        "latex-relation": (
            "`{sign}` is not part of a formula",
            "write the formula alone, or `=` with a name before it, as in `y = x^2`",
        ),
        "latex-upright": (
            "`{text}` is not a name",
            "leave out units and words; a name has letters and digits, as `\\mathrm{{rate}}`",
        ),
        "latex-upright-label": ("`{text}` is not read from LaTeX", "as one name it is `{meant}`"),
        "latex-environment": (
            "`{sign}` is not read from LaTeX",
            "read are `cases`, `align`, `matrix`, `pmatrix` and `bmatrix`; a determinant is `\\det(A)`",
        ),
        "latex-below": ("`{name}` has nothing below it here", "that of all elements of a vector is `{name}(x)`"),
        "latex-norm": (
            "this norm is not read",
            "read are `\\|x\\|`, `\\|x\\|_1` and `\\|x\\|_2` of a vector, and `\\|A\\|_F`",
        ),
        "latex-cases": ("the last case does not say that it is all the rest", "end it with `& \\text{{otherwise}}`"),
        "latex-index": ("an index is one letter", "as in `\\sum_{{k=1}}^{{10}} k^2`"),
        "latex-infinite": ("a sum has an end", "as in `\\sum_{{k=1}}^{{10}} k^2`"),
        "latex-prose": (
            "`{name}` is a word of a sentence, or a name without a value",
            "write the formula alone, or give the name a value",
        ),
        "latex-function": (
            "`{name}` is a function without its argument",
            "put parentheses around the argument, as in `f(x)`",
        ),
    },
    "ambiguous": {
        "latex-log": (
            "`{text}` may be the natural logarithm or that to the base 10",
            "the natural logarithm is `{first}`, that to the base 10 `{second}`",
        ),
        "latex-comment": (
            "`{text}` may be a comment, or what a remainder is taken by",
            "leave out the comment, or write `a \\bmod b`",
        ),
        "latex-difference": (
            "`{text}` may be one name or a product",
            "write the product `{product}`, the name as a word, such as `\\mathrm{{dx}}`",
        ),
        "latex-fonts": (
            "`{script}` and `{letter}` may be one name or two",
            "write one of them as a word, `\\mathrm{{loss}}`",
        ),
        "latex-expectation": (
            "`{text}` may be an expectation or a product",
            "the mean of the elements of a vector is `\\operatorname{{mean}}(x)`, a product `E \\cdot (x)`",
        ),
        "latex-called-below": (
            "`{text}` may be a product or a function",
            "write the product `{first}`; a function of this name is not known",
        ),
        "latex-bars": ("these bars pair in several ways", "write `\\lvert x \\rvert`"),
        "latex-inverse": (
            "`{text}` may be the inverse function or a power",
            "the inverse function is `{inverse}`, the power of the value `{value}`",
        ),
        "latex-primed-power": (
            "`{text}` has a prime and a power before its argument",
            "write `{value}` for the power of the value",
        ),
        "latex-negative-power": ("`{text}` may be of the inverse function or a power", "write `{value}` for the power"),
        "latex-imaginary": (
            "`i` may be the imaginary unit or a variable",
            "give it a value, as in `i=2`, or write `\\mathrm{{i}}`; there are no complex numbers",
        ),
        "latex-divided": ("a quotient by a vector or matrix has several readings", "multiply by `A^{{-1}}`"),
        "latex-subscript": (
            "`{text}` may be a name or an element of `{base}`",
            "give `{name}` a value, or write `{upright}`",
        ),
        "latex-variable-below": (
            "`{text}` may be a name or an element of `{base}`",
            "give `{name}` a value, or write `{upright}`; the element, counted from 1, is `{element}`",
        ),
        "latex-place": (
            "`{text}` may be a name or an element of `{base}`",
            "write `{upright}` for a name; elements are read below a sum over their index",
        ),
        "latex-bars-of": (
            "`{text}` of a vector or matrix has several readings",
            "write `\\lVert x \\rVert` for the length, `\\det(A)` for the determinant, "
            "`\\operatorname{{abs}}(x)` for each element",
        ),
        "latex-number-below": (
            "`{text}` may be a name or an element of `{base}`",
            "the element, counted from 1, is `{element}`; where the formula has `{base}_{{{zero}}}`, it is counted "
            "from 0; the name is `{upright}`, which has a value of its own, `{word}=1`",
        ),
        "latex-element": (
            "`{text}` may be counted from 0 or from 1",
            "begin the sum at `k=0`, where `x_{{k+1}}` is read, or have the index alone below the name",
        ),
        "latex-element-of": (
            "`{text}` may be counted from 0 or from 1",
            "an element 0 of the same vector, as in `f(A)_0`, shows that it is from 0",
        ),
        "latex-range": (
            "how far the index `{index}` goes is not known",
            "write where it begins and ends, as in `\\sum_{{k=1}}^{{10}}`",
        ),
        "latex-sum": (
            "this sum or product does not say what it runs over",
            "write its index, as in `\\sum_i x_i`, `\\sum_{{i,j}} A_{{ij}}` or `\\sum_{{k=1}}^{{10}} k^2`; "
            "without one, as in `\\sum x`, it is of all elements of a vector that has a value",
        ),
        "latex-power": (
            "`{text}` is a power of a vector or matrix, which has several readings",
            "write the product: `x^\\top x`, `x \\odot x`, `A A`",
        ),
        "latex-label": (
            "what stands above in `{text}` may be a power, a label or the order of a derivative",
            "a power has no brackets, as in `x^{{2}}`; a label stands below, as in `x_{{2}}`, whose value is `x_2=1`",
        ),
        "latex-label-of": (
            "what stands above in `{text}` may be a power, a label or the order of a derivative",
            "a power is `{power}`; a label stands below, `{below}`, and has its value as `{name}=1`",
        ),
        "latex-power-t": ("`{text}` may be a transpose or a power", "write `{transposed}`, or give `T` a value"),
        "latex-tensor-product": (
            "`{text}` is not known to be of two vectors or of two matrices",
            "give the names values, or write `x y^\\top` or `\\operatorname{{kron}}(A, B)`",
        ),
        "latex-vectors": (
            "`{text}` is a product of vectors, which has several readings",
            "write `x^\\top y`, `x \\cdot y` or `x \\odot y`",
        ),
    },
}
