"""Hints that are made of what a person typed: each is followed to the letter, and then there is a result.

A row is a command line that is a mistake, what the hint says to write, and the command line of who does so: that of
the hint itself where it is a whole one.
"""

import re
import shlex
from pathlib import Path

import pytest
from support.calls import call

FILES = {
    "flow.csv": "Flow rate,x\n1,2\n2,4.1\n3,5.9\n",
    "data.csv": "x,y\n1,2\n2,4.1\n3,5.9\n4,8.2\n",
    "runs.csv": "time,speed\n1,2\n2,4.1\n3,5.9\n",
    "units.csv": "S (mM),v,sv\n1,2,0.1\n2,3,0.1\n3,3.5,0.1\n4,4,0.1\n",
    "model.txt": "x^2\n",
}
WHOLE = re.compile(r"`autograd ([^`]+)`")

WHOLE_LINES = [
    # Several equations in one text, and equations that lack their option.
    ('solve "x+y=3; x*y=2" --x 1 --y 3', 'autograd solve -e "x+y=3" -e "x*y=2" --x 1 --y 3'),
    ('solve "x+y=3, x*y=2" --x 1 --y 3', 'autograd solve -e "x+y=3" -e "x*y=2" --x 1 --y 3'),
    ('solve "x+y-3, x*y-2" x=1 y=3', 'autograd solve -e "x+y-3" -e "x*y-2" x=1 y=3'),
    ('solve "x+y-3; x*y-2" x=1 y=3', 'autograd solve -e "x+y-3" -e "x*y-2" x=1 y=3'),
    ('solve "a=3; x+y=a; x*y=2" x=1 y=3', 'autograd solve -e "a=3; x+y=a" -e "a=3; x*y=2" x=1 y=3'),
    ('solve "x+y=3" -e "x*y=2" --x 1 --y 3', 'autograd solve -e "x+y=3" -e "x*y=2" --x 1 --y 3'),
    ('solve "x+y=3" "x*y=2" --x 1 --y 3', 'autograd solve -e "x+y=3" -e "x*y=2" --x 1 --y 3'),
    ('solve "y=3-x" -e "x*y=2" --x 1 --y 3', 'autograd solve -e "y=3-x" -e "x*y=2" --x 1 --y 3'),
    # A formula with an option that the command lacks.
    ('minimize -e "x^2" --x 1', 'autograd minimize "x^2" --x 1'),
    ('minimize -e "x^2" -e "y^2" --x 1 --y 1', 'autograd minimize "x^2 + (y^2)" --x 1 --y 1'),
    ('minimize "x^2" -e "y^2" --x 1 --y 1', 'autograd minimize "x^2 + (y^2)" --x 1 --y 1'),
    ('minimize "x^2" -e "x>=1" --x 2', 'autograd minimize "x^2" --x 2 --subject-to "x>=1"'),
    ('eval -e "x^2" --x 1', 'autograd eval "x^2" --x 1'),
    ('eval --expr "x^2" --x 1', 'autograd eval "x^2" --x 1'),
    ('eval "x" -e "x^2" --x 1', 'autograd jacobian "[x, x^2]" --x 1'),
    ('jacobian "x^2" "y^2" --x 1 --y 2', 'autograd jacobian "[x^2, y^2]" --x 1 --y 2'),
    ('minimize "x^2" "y^2" --x 1 --y 2', 'autograd minimize "x^2 + (y^2)" --x 1 --y 2'),
    ('solve "x^2=2" "y=x" --x 1 --y 1', 'autograd solve -e "x^2=2" -e "y=x" --x 1 --y 1'),
    ('solve -e "x^2=2" "y=x" --x 1 --y 1', 'autograd solve -e "x^2=2" -e "y=x" --x 1 --y 1'),
    ("diff -e x^2 --expr=x", 'autograd jacobian "[x^2, x]"'),
    # Commands by other names.
    ('gradient "x^2" --x 1', 'autograd eval "x^2" --x 1'),
    ('grad "x^2"', 'autograd diff "x^2"'),
    ('derivative "x^2" --wrt x', 'autograd diff "x^2" --wrt x'),
    ('root "x^2 = 2" --x 1', 'autograd solve "x^2 = 2" --x 1'),
    ('optimize "x^2" --x 1', 'autograd minimize "x^2" --x 1'),
    ('compare "x+x" "2*x"', 'autograd same "x+x" "2*x"'),
    # Values of options stay, whatever the formulas are, and options that another command lacks do not.
    ("jacobian -e x -e y --wrt x --x 1 --y 2", 'autograd jacobian "[x, y]" --wrt x --x 1 --y 2'),
    ("diff -e x^2 -e x --wrt x --steps", 'autograd jacobian "[x^2, x]" --wrt x'),
    ("diff -e x^2 -e x*y --steps", 'autograd jacobian "[x^2, x*y]"'),
    # A formula among tables, and names that the table does not have.
    ('fit "y = a*x" data.csv', 'autograd fit -e "y = a*x" data.csv'),
    ('fit data.csv "log(y) = a*x"', 'autograd fit data.csv -e "log(y) = a*x"'),
    ('batch "x*y" data.csv -o a.csv', 'autograd batch -e "x*y" data.csv -o a.csv'),
    ('batch data.csv "p = x*y" -o a.csv', 'autograd batch data.csv -e "p = x*y" -o a.csv'),
    ('fit data.csv -e "z = a*t"', 'autograd fit data.csv -e "y = a + b*x"'),
    ('fit data.csv -e "z = a*x" --a 1', 'autograd fit data.csv -e "y = a*x" --a 1'),
    ('fit data.csv -e "Y = a*X"', 'autograd fit data.csv -e "y = a*x"'),
    ('fit runs.csv -e "sped = a*tiem"', 'autograd fit runs.csv -e "speed = a*time"'),
    # Derivatives by primes.
    ('eval "f(x)=x^2; f\'(x)" --x 3', 'autograd diff "f(x)=x^2; f(x)" --wrt x'),
    ("eval \"f(x)=x^3; f''(x)\" --x 3", 'autograd diff "f(x)=x^3; f(x)" --wrt x --order 2'),
    ('eval "f(x)=x^2; f\'(3)"', 'autograd eval "f(x)=x^2; f(x)" x=3'),
    ('diff "sin\'(t)"', 'autograd diff "sin(t)" --wrt t'),
    # Columns with blanks in their names, and no column on the right.
    (
        'batch flow.csv -e "Flow rate*2 + x" -o a.csv',
        'autograd batch flow.csv -e "flow_rate*2 + x" -o a.csv --let "flow_rate=Flow rate"',
    ),
    (
        'batch -e "flow rate^2" flow.csv -o a.csv',
        'autograd batch -e "flow_rate^2" flow.csv -o a.csv --let "flow_rate=Flow rate"',
    ),
    (
        'fit flow.csv -e "x = a*Flow rate + b"',
        'autograd fit flow.csv -e "x = a*flow_rate + b" --let "flow_rate=Flow rate"',
    ),
    ('fit runs.csv -e "speed = a*t"', 'autograd fit runs.csv -e "speed = a*time"'),
    # Columns with units, which others are spelled more like.
    (
        'fit units.csv -e "v = a*S/(b + S)" a=1 b=1',
        'autograd fit units.csv -e "v = a*S/(b + S)" a=1 b=1 --let "S=S (mM)"',
    ),
    # An equation where something is to be least.
    ('minimize "x^2+y^2=1" --x 1 --y 1', 'autograd solve "x^2+y^2=1" --x 1 --y 1'),
    ('minimize "x^2==1" --x 2 --maximize', 'autograd solve "x^2=1" --x 2'),
]

PARTS = [
    # Uncertainties within brackets, ones that are negative, and percentages.
    ('"sum(v)" "v=[1±0.1, 2]"', "`v=[1,2]±[0.1,0]`", '"sum(v)" "v=[1,2]±[0.1,0]"'),
    ('"sum(v)" "v=[[1..2], [3..4]]"', "`v=[[1],[3]]..[[2],[4]]`", '"sum(v)" "v=[[1],[3]]..[[2],[4]]"'),
    ('"a^2" a=3±-0.5', "`a=3±0.5`", '"a^2" a=3±0.5'),
    ('"a^2" a=3..', "`a=40±0.5`", '"a^2" a=40±0.5'),
    ('"a^2" a=20%', "`20/100`", '"a^2" a=20/100'),
    ('"7.5%*a" a=2', "`7.5/100`", '"7.5/100*a" a=2'),
    # Names of results, and of what counts terms, that columns have.
    (
        'batch data.csv -e "q=x^2" --rename q=y',
        "`--rename q=new_y`",
        'batch data.csv -e "q=x^2" --rename q=new_y -o a.csv',
    ),
    ('batch data.csv -e "sum(x^j, j=0:y)"', "`n=10`", 'batch data.csv -e "sum(x^j, j=0:n)" n=10 -o a.csv'),
    ('batch data.csv -e "sum(x^j, j=0:y)"', "as `n`", 'batch data.csv -e "sum(x^j, j=0:n)" n=10 -o a.csv'),
    # A start outside of bounds.
    ('minimize "x^2" x=0..100 --bounds x=..-1', "`x=-1`", 'minimize "x^2" x=-1 --bounds x=..-1'),
    (
        'fit data.csv -e "y = a*x^b" b=1..2 --bounds b=0.5..0.9',
        "`b=0.5`",
        'fit data.csv -e "y = a*x^b" b=0.5 --bounds b=0.5..0.9',
    ),
    # Several values in one word, and signs between a name and its value.
    ('"x*y" --x 1,y=2', "`--x 1 --y 2`", '"x*y" --x 1 --y 2'),
    ('"x*y" x=1,y=2', "`--x 1 --y 2`", '"x*y" --x 1 --y 2'),
    ('"x*y" "x=1; y=2"', "`--x 1 --y 2`", '"x*y" --x 1 --y 2'),
    ('minimize "x*x+y*y" "x=1 y=2"', "`--x 1 --y 2`", 'minimize "x*x+y*y" --x 1 --y 2'),
    ('batch -e "x*y" x=1,y=2', "`--x 1 --y 2`", 'batch -e "x*y" --x 1 --y 2 -o a.csv'),
    ('"x*y" x:1 y=2', "`x=1`", '"x*y" x=1 y=2'),
    ('"x*y" --x 1 y 2', "`--y 2`", '"x*y" --x 1 --y 2'),
    ('"x*y + 3" 40 4', "`--x 40 --y 4`", '"x*y + 3" --x 40 --y 4'),
    ('"x*y + 3" --x 40 -4', "`--y -4`", '"x*y + 3" --x 40 --y -4'),
    ('"x*y" y = 4 x = 3', "`y=4`", '"x*y" y=4 x=3'),
    ('"x^2" -x 3', "`--x 3`", '"x^2" --x 3'),
    # Vectors and matrices as other languages write them, commas too many, and two signs of ranges.
    ('"norm(x)" --x "1 2 3"', "`[1, 2, 3]`", '"norm(x)" --x "[1, 2, 3]"'),
    ('"norm(x)" --x "[1 -2 3]"', "`[1, -2, 3]`", '"norm(x)" --x "[1, -2, 3]"'),
    ('"norm(x)" --x "(1, 2, 3)"', "`[1, 2, 3]`", '"norm(x)" --x "[1, 2, 3]"'),
    ('"norm(x)" --x "{1, 2, 3}"', "`[1, 2, 3]`", '"norm(x)" --x "[1, 2, 3]"'),
    ('"norm(x)" --x "1;2;3"', "`[1, 2, 3]`", '"norm(x)" --x "[1, 2, 3]"'),
    ('"det(A)" --A "[1 2; 3 4]"', "`[[1, 2], [3, 4]]`", '"det(A)" --A "[[1, 2], [3, 4]]"'),
    ('"sum(x)" --x "1 2; 3"', "the rows of a matrix are of one length", '"sum(x)" --x "[[1, 2], [3, 4]]"'),
    ('"x*y" x=1, y=2', "`x=1`", '"x*y" x=1 y=2'),
    ('"x^2" --x 1±2..3', "`1..3`", '"x^2" --x 1..3'),
    ('"x^2" --x 1±2..3', "`1±2`", '"x^2" --x 1±2'),
    ('"x^2" --x 1..3±2', "`3±2`", '"x^2" --x 3±2'),
    ('"x^2" --x 2±1±1', "`2±1`", '"x^2" --x 2±1'),
    # Operators that are words, and products of several.
    ('"x MOD y" --x 5 --y 3', "`mod(x, y)`", '"mod(x, y)" --x 5 --y 3'),
    ('"x div y" --x 5 --y 3', "`floor(x/y)`", '"floor(x/y)" --x 5 --y 3'),
    ('"x > 0 XOR y > 0" --x 5 --y 3', "`(x > 0) != (y > 0)`", '"(x > 0) != (y > 0)" --x 5 --y 3'),
    ('"where(x > 0 AND y > 0, 1, 2)" --x 5 --y 3', "`and`", '"where(x > 0 and y > 0, 1, 2)" --x 5 --y 3'),
    ('"x^T A x" x=[1,2] A=[[1,2],[3,4]]', "`x' @ A @ x`", '"x\' @ A @ x" x=[1,2] A=[[1,2],[3,4]]'),
    ('"2 x\' A x + 3" x=[1,2] A=[[1,2],[3,4]]', "`2 x' @ A @ x + 3`", '"2 x\' @ A @ x + 3" x=[1,2] A=[[1,2],[3,4]]'),
    (
        '"(A x - b)^T (A x - b)" x=[1,2] b=[0,1] A=[[1,2],[3,4]]',
        "`(A @ x - b)' @ (A @ x - b)`",
        '"(A @ x - b)\' @ (A @ x - b)" x=[1,2] b=[0,1] A=[[1,2],[3,4]]',
    ),
    ('eval "sum(Aᵀ x)" x=[1,2] A=[[1,2],[3,4]]', "is `A'`", '"sum(A\' @ x)" x=[1,2] A=[[1,2],[3,4]]'),
    ('"1e-3%*x" x=2', "`1e-3/100`", '"1e-3/100*x" x=2'),
    # Formulas in LaTeX, whose hints are followed in LaTeX.
    (
        r"'\mathrm{softmax}(QK^\top)V' Q=[[1,2],[3,4]] K=[[1,2],[3,4]] V=[[1,2],[3,4]]",
        r"`\mathrm{axis}=1`",
        r"'\mathrm{softmax}(QK^\top, \mathrm{axis}=1)V' Q=[[1,2],[3,4]] K=[[1,2],[3,4]] V=[[1,2],[3,4]]",
    ),
    (r"'\mathbf{A}x' A=[[1,2,3],[3,4,5]] x=[1,2]", r"`A^\top`", r"'A^\top x' A=[[1,2,3],[3,4,5]] x=[1,2]"),
    (r"diff '\sum_i x_i^2'", "`x=[1, 2, 3]`", r"diff '\sum_i x_i^2' 'x=[1, 2, 3]'"),
    (r"'W^{[1]} x + b^{[1]}' W_1=2 x=3", "`W_{1}`", "'W_{1} x + b_{1}' W_1=2 b_1=1 x=3"),
    ("'W_{1} x' W^{[1]}=2 x=3", "`W_1=2`", "'W_{1} x' W_1=2 x=3"),
    (r"'A_{12}' A=[[1,2],[3,4]]", r"`(\sum_{k=1}^{1}", r"'(\sum_{k=1}^{1} \sum_{j=2}^{2} A_{kj})' A=[[1,2],[3,4]]"),
    (r"'A_{1,2} + \det A' A=[[1,2],[3,4]]", "`A_12=1`", r"'\mathrm{A\_12} + \det A' A_12=1 A=[[1,2],[3,4]]"),
    ('"2x sin(x) + 3x cos(x) y" --x 1 --y 2', "`2x*sin(x) + 3x*cos(x)*y`", '"2x*sin(x) + 3x*cos(x)*y" --x 1 --y 2'),
    ('minimize "(x*y*z)^2" x=1 y=1 z=1 --fix "[y, z]"', "`y,z`", 'minimize "(x*y*z)^2" x=1 y=1 z=1 --fix y,z'),
    # Options without a value, lists without commas, and variables that are called like an option.
    ('"x^2" --x 1 --digits', "`--digits 3`", '"x^2" --x 1 --digits 3'),
    ('minimize "x^2" --x 1 --bounds', "`--bounds x=0..,y=1..2`", 'minimize "x^2+y" --x 1 --y 2 --bounds x=0..,y=1..2'),
    ('"x^2" --x 1 --mode', "`reverse` or `forward`", '"x^2" --x 1 --mode forward'),
    ('"x^2" --x 1 --digits --quiet', "`--digits 3`", '"x^2" --x 1 --digits 3 --quiet'),
    ('"x*y" --x 1 --y 2 --wrt "x y"', "`x,y`", '"x*y" --x 1 --y 2 --wrt x,y'),
    ('"x*y" --x 1 --y 2 --wrt "[x, y]"', "`x,y`", '"x*y" --x 1 --y 2 --wrt x,y'),
    ('diff "x*y*z" --wrt "[y, z]"', "`y,z`", 'diff "x*y*z" --wrt y,z'),
    ('diff "x*y" --wrt "x y"', "`x,y`", 'diff "x*y" --wrt x,y'),
    ('minimize "(x*y)^2" x=1 y=1 --fix "x y"', "`x,y`", 'minimize "(x*y*z)^2" x=1 y=1 z=1 --fix x,y'),
    ('batch data.csv -e "x*y" --columns "x y"', "`x,y`", 'batch data.csv -e "x*y" --columns x,y -o a.csv'),
    ('batch data.csv -e "x*y" --columns X', "`x`", 'batch data.csv -e "x*y" --columns x -o a.csv'),
    ('diff "rate*x" --wrt raet', "`rate`", 'diff "rate*x" --wrt rate'),
    ('"format*2" --format 2', "`format=2`", '"format*2" format=2'),
    ('"at*2" --at 2', "`at=2`", '"at*2" at=2'),
    ('"digits*2" --digits 20', "`digits=20`", '"digits*2" digits=20'),
    # Several results, and a definition without one.
    ('jacobian "x^2, y^2" --x 1 --y 2', "`[x^2, y^2]`", 'jacobian "[x^2, y^2]" --x 1 --y 2'),
    ('jacobian "(x^2, y^2)" --x 1 --y 2', "`[x^2, y^2]`", 'jacobian "[x^2, y^2]" --x 1 --y 2'),
    ('"f(x)=x^2" x=3', "`f(x)=x^2; f(x)`", '"f(x)=x^2; f(x)" x=3'),
    ('eval "x, y*(2)" --x 1 --y 2', "`[x, y*(2)]`", 'eval "[x, y*(2)]" --x 1 --y 2'),
    ('jacobian "x*y; x+y" --x 1 --y 2', "`[x*y, x+y]`", 'jacobian "[x*y, x+y]" --x 1 --y 2'),
    ('jacobian "a=2; x*a; x+y" --x 1 --y 2', "`a=2; [x*a, x+y]`", 'jacobian "a=2; [x*a, x+y]" --x 1 --y 2'),
    # Lengths that disagree.
    ('"sum(a+b)" "a=[1,2]" "b=[1,2,3]"', "`b[0:2]`", '"sum(a+b[0:2])" "a=[1,2]" "b=[1,2,3]"'),
    ('"sum((a+1)*b)" "a=[1,2,4]" "b=[1,2]"', "`(a + 1)[0:2]`", '"sum((a + 1)[0:2]*b)" "a=[1,2,4]" "b=[1,2]"'),
    (
        '"sum(A@x)" "A=[[1,2],[3,4],[5,6]]" "x=[1,2,3]"',
        "`A' @ x`",
        '"sum(A\' @ x)" "A=[[1,2],[3,4],[5,6]]" "x=[1,2,3]"',
    ),
    (
        '"A @ (x + y)" "A=[[1,2],[3,4],[5,6]]" x=[1,2,3] y=[1,2,3]',
        "`A' @ (x + y)`",
        '"sum(A\' @ (x + y))" "A=[[1,2],[3,4],[5,6]]" x=[1,2,3] y=[1,2,3]',
    ),
    (
        '"`my A` @ x" "`my A`=[[1,2],[3,4],[5,6]]" x=[1,2,3]',
        "``my A`' @ x`",
        '"sum(`my A`\' @ x)" "`my A`=[[1,2],[3,4],[5,6]]" x=[1,2,3]',
    ),
    (
        '"sum(([1,2,3]+[1,2,x])*[1,2])" x=3',
        "`([1, 2, 3] + [1, 2, x])[0:2]`",
        '"sum(([1, 2, 3] + [1, 2, x])[0:2]*[1,2])" x=3',
    ),
    # Formats as options, and files without theirs.
    ('diff "x^2" --latex', "`--format latex`", 'diff "x^2" --format latex'),
    ('diff "x^2" --tex', "`--format latex`", 'diff "x^2" --format latex'),
    ('graph "x^2" --svg', "`--format svg`", 'graph "x^2" --format svg'),
    ('"x^2" --x 1 --md', "`--format markdown`", '"x^2" --x 1 --format markdown'),
    ('"x^2" --x 1 --latex', "takes table, json, csv", '"x^2" --x 1 --format table'),
    ('batch data.csv -e "x*y" --csv', "`--to csv`", 'batch data.csv -e "x*y" -o a.b --to csv'),
    ('batch data.csv -e "x*y" --parquet', "`--to parquet`", 'batch data.csv -e "x*y" -o a.b --to parquet'),
    ("eval model.txt --x 1", "`--file model.txt`", "eval --file model.txt --x 1"),
    ("diff @model.txt", "`--file model.txt`", "diff --file model.txt"),
    # Variables and options that are called otherwise.
    ('batch data.csv -e "x*y" --format parquet', "`--to parquet`", 'batch data.csv -e "x*y" -o a.b --to parquet'),
    ('batch data.csv -e "x*y" --format yaml', "`--to csv`", 'batch data.csv -e "x*y" -o a.b --to csv'),
    ('batch data.csv -e "x*y" --sep ";"', "`--delimiter`", 'batch data.csv -e "x" -o a.csv --delimiter ","'),
    ('fit data.csv -e "y = a*x" --sigma 0.1', "`--y-error`", 'fit data.csv -e "y = a*x" --y-error 0.1'),
    ('fit data.csv -e "y = a*x" --yerr x', "`--y-error`", 'fit data.csv -e "y = a*x" --y-error x'),
    ('diff "x^2*y" x', "`--wrt x`", 'diff "x^2*y" --wrt x'),
    ('diff "x^2*y wrt x"', '`autograd diff "x^2*y" --wrt x`', 'diff "x^2*y" --wrt x'),
    ('diff "x^2*y" --respect-to x', "`--wrt`", 'diff "x^2*y" --wrt x'),
    ('minimize "x^2" --x 2 --constraint "x>1"', "`--subject-to`", 'minimize "x^2" --x 2 --subject-to "x>1"'),
    ('minimize "-x^2" --x 2 --max', "`--maximize`", 'minimize "-x^2" --x 2 --maximize'),
    ('taylor "sin(x)" --x 0 --degree 5', "`--order`", 'taylor "sin(x)" --x 0 --order 5'),
    ('taylor "sin(x)" --x 0 --order five', "`--order 3`", 'taylor "sin(x)" --x 0 --order 3'),
    ('solve "x^2=2" --x 1 --precision 30', "`--digits`", 'solve "x^2=2" --x 1 --digits 30'),
    ('solve "x^2=2" --start x=1', "`x=1`", 'solve "x^2=2" x=1'),
    ('solve "x^2=2" --guess 1', "--x 1", 'solve "x^2=2" --x 1'),
    ('fit data.csv -e "y = a + b*x" --a', "write `--a 4`", 'fit data.csv -e "y = a + b*x" --a 4'),
    # What is least where a comparison holds.
    ('minimize "x^2<=1" --x 1', '`--subject-to "x^2<=1"`', 'minimize "x" --x 1 --subject-to "x^2<=1"'),
    # The transpose of other notations.
    ('"(A^T@x)[0]" "A=[[1,2],[3,4]]" "x=[1,2]"', "`A'`", '"(A\'@x)[0]" "A=[[1,2],[3,4]]" "x=[1,2]"'),
    # Comparisons of other languages.
    ('minimize "x^2" --x 2 --subject-to "x => 1"', "`>=`", 'minimize "x^2" --x 2 --subject-to "x >= 1"'),
    ('minimize "x" --x 2 --subject-to "x^2 =< 1"', "`<=`", 'minimize "x" --x 2 --subject-to "x^2 <= 1"'),
    ('"where(x => 1, x, 2)" --x 2', "`>=`", '"where(x >= 1, x, 2)" --x 2'),
    ('"where(x <> 1, x, 2)" --x 2', "`!=`", '"where(x != 1, x, 2)" --x 2'),
    # Functions as Mathematica, MATLAB and SciPy call them.
    ('"FresnelS(x)" --x 0.3', "write `fresnels(x)`", '"fresnels(x)" --x 0.3'),
    ('"OwensT(x, 2)" --x 0.3', "write `owens_t(x, 2)`", '"owens_t(x, 2)" --x 0.3'),
    ('"EllipticF(x, 0.5)" --x 0.3', "write `ellipkinc(x, 0.5)`", '"ellipkinc(x, 0.5)" --x 0.3'),
    ('"expint(x^2)" --x 0.3', "write `exp1(x^2)`; this is E1(x)", '"exp1(x^2)" --x 0.3'),
    ('"ExpIntegralE(2, x)" --x 0.3', "write `expn(2, x)`", '"expn(2, x)" --x 0.3'),
    ('"BetaRegularized(x, 1, 2)" --x 0.3', "write `betainc(1, 2, x)`", '"betainc(1, 2, x)" --x 0.3'),
    ('"InverseErf(x)" --x 0.3', "write `erfinv(x)`", '"erfinv(x)" --x 0.3'),
    ('"Sin[x]" --x 0.3', "write `sin(x)`", '"sin(x)" --x 0.3'),
    ('"norm.ppf(x)" --x 0.3', "write `normal_quantile(x)`", '"normal_quantile(x)" --x 0.3'),
    ('"norm.sf(x, 1, 2)" --x 0.3', "write `normal_cdf((1 - x)/2)`", '"normal_cdf((1 - x)/2)" --x 0.3'),
    ('"scipy.stats.norm.cdf(x)^2" --x 0.3', "write `normal_cdf(x)^2`", '"normal_cdf(x)^2" --x 0.3'),
    ('"t.cdf(x, 3)" --x 0.3', "`t.cdf` is not a function here; `autograd functions`", "functions"),
    ('"norm.isf(x, 1, 2)" --x 0.3', "write `1 - 2*normal_quantile(x)`", '"1 - 2*normal_quantile(x)" --x 0.3'),
    ('"Gamma(2, x)" --x 0.3', "write `gamma(2)*gammaincc(2, x)`", '"gamma(2)*gammaincc(2, x)" --x 0.3'),
    ('"Gamma(x)" --x 0.3', "write `gamma(x)`", '"gamma(x)" --x 0.3'),
    # Names of other functions with two letters exchanged, and short ones.
    ('"sni(x)" --x 1', "`sin`", '"sin(x)" --x 1'),
    ('"csoh(x)" --x 1', "`cosh`", '"cosh(x)" --x 1'),
    ('"nl(x)" --x 1', "`ln`", '"ln(x)" --x 1'),
    # Inverse functions, and braces of LaTeX around powers.
    (r'"\sin^{-1}(x)" --x 0.5', r"`\arcsin(x)`", r'"\arcsin(x)" --x 0.5'),
    (r'"\sinh^{-1} x" --x 0.5', r"`\operatorname{asinh}(x)`", r'"\operatorname{asinh}(x)" --x 0.5'),
    (r'"\sin^{-1}(x)" --x 0.5', r"`(\sin(x))^{-1}`", r'"(\sin(x))^{-1}" --x 0.5'),
    (r'"\cosh^{-2} x" --x 0.5', r"`(\cosh x)^{-2}`", r'"(\cosh x)^{-2}" --x 0.5'),
    ('"sin^{-1}(x)" --x 0.5', "`asin(x)`", '"asin(x)" --x 0.5'),
    ('"sin^{-1}(x)" --x 0.5', "`sin(x)^(-1)`", '"sin(x)^(-1)" --x 0.5'),
    ('"exp(-x^{2})" --x 0.5', "`exp(-x^2)`", '"exp(-x^2)" --x 0.5'),
    ('"cos(x)^{n+1}" --x 0.5 --n 1', "`cos(x)^(n+1)`", '"cos(x)^(n+1)" --x 0.5 --n 1'),
    ('"2^{3}sin(x)" --x 0.5', "`2^(3)*sin(x)`", '"2^(3)*sin(x)" --x 0.5'),
    # Arguments of LaTeX without parentheses, brackets that do not pair, and commands that are misspelt.
    (r'"a \sin \omega t" --a 1 --omega 2 --t 1', r"`\sin(\omega t)`", r'"a \sin(\omega t)" --a 1 --omega 2 --t 1'),
    (r'"\sin x y" --x 1 --y 2', r"`\sin(x) y`", r'"\sin(x) y" --x 1 --y 2'),
    (r'"\frac{x}{y" --x 1 --y 2', "add `}`", r'"\frac{x}{y}" --x 1 --y 2'),
    (r'"\left(x + 1" --x 1', r"add `\right)`", r'"\left(x + 1\right)" --x 1'),
    (r'"\sqrt{(x}" --x 1', "close it with `)`", r'"\sqrt{(x)}" --x 1'),
    (r'"\frc{x}{y}" --x 1 --y 2', r"`\frac`", r'"\frac{x}{y}" --x 1 --y 2'),
    (r'"\erf(x)" --x 1', r"`\operatorname{erf}`", r'"\operatorname{erf}(x)" --x 1'),
    (r'"\erf x + 1" --x 1', r"`\operatorname{erf}(x)`", r'"\operatorname{erf}(x) + 1" --x 1'),
    (r'"\sech 2x" --x 1', r"`\operatorname{sech}(2x)`", r'"\operatorname{sech}(2x)" --x 1'),
    (r'"\abs{x-3}" --x 1', r"`\operatorname{abs}(x-3)`", r'"\operatorname{abs}(x-3)" --x 1'),
    (r'"\relu\frac{x}{2}" --x 1', r"\operatorname{relu}(", r'"\operatorname{relu}(\frac{x}{2})" --x 1'),
    (r'"\arcsinh\theta" --theta 1', r"`\operatorname{arcsinh}(\theta)`", r'"\operatorname{arcsinh}(\theta)" --theta 1'),
    (
        r'"\operatorname{Ai}' "'" r'^2(x)" --x 1',
        r"`(\operatorname{Ai}'(x))^{2}`",
        r'"(\operatorname{Ai}' "'" r'(x))^{2}" --x 1',
    ),
    # Functions and loops of Python and its like, and derivatives by primes.
    ('"np.sin(x" --x 1', "`sin(x)`", '"sin(x)" --x 1'),
    ('"np.sinn(x)" --x 1', "`np.sinn` is not a function here; did you mean `sin`?", '"sin(x)" --x 1'),
    ('"x -> x^2" --x 1', "`x^2`", '"x^2" --x 1'),
    ('"(x, y) -> x*y" --x 1 --y 2', "`x*y`", '"x*y" --x 1 --y 2'),
    ('"lambda x, y: x*y" --x 1 --y 2', "`x*y`", '"x*y" --x 1 --y 2'),
    ('"def f(x): return x^2" --x 1', "`f(x) = x^2; f(x)`", '"f(x) = x^2; f(x)" --x 1'),
    ('"function f(x) { return x^2; }" --x 1', "`f(x) = x^2; f(x)`", '"f(x) = x^2; f(x)" --x 1'),
    ('"[k^2 for k in range(3)]"', "`k = arange(3); k^2`", '"k = arange(3); k^2"'),
    ('"sum(x^2 for x in v)" --v [1,2]', "`x = v; sum(x^2)`", '"x = v; sum(x^2)" --v [1,2]'),
    ('"sum(x*(x>1) for x in v)" --v [1,2]', "`x = v; sum(x*(x>1))`", '"x = v; sum(x*(x>1))" --v [1,2]'),
    ('"sum(k*x for k in range(3))" --x 1', "`sum(k*x, k = 0:2)`", '"sum(k*x, k = 0:2)" --x 1'),
    ('"sum(k^2 for k in 1:5)"', "`sum(k^2, k = 1:5)`", '"sum(k^2, k = 1:5)"'),
    ('"x^2 + x^" --x 1', "delete `^`", '"x^2 + x" --x 1'),
    # Choices, remainders and words of Python, and signs at the end or of the textbook.
    ('"x**2 if x > 0 else 0" --x 1', "`where(x > 0, x^2, 0)`", '"where(x > 0, x^2, 0)" --x 1'),
    ('"x % 2 + 1" --x 3', "`mod(x, 2) + 1`", '"mod(x, 2) + 1" --x 3'),
    ('"where(x is 1, x, 2)" --x 3', "`==`", '"where(x == 1, x, 2)" --x 3'),
    ('"import math; math.sin(x)" --x 3', "delete the statement", '"sin(x)" --x 3'),
    ('"2*x," --x 3', "delete the last ", '"2*x" --x 3'),
    ('"y += x" --x 3 --y 1', "as in `y = x + 1`", '"y = x + 1" --x 3'),
    ('"np.random.rand(x)" --x 3', "`autograd functions`", "functions"),
    ('"lim x -> 0 sin(x)/x"', "`autograd taylor`", 'taylor "sin(x)/x" --x 0.1'),
    ('"∇(x^2)" --x 3', "`autograd diff`", 'diff "x^2*y" --wrt x'),
    ('diff "x^2" dx', "`--wrt x`", 'diff "x^2" --wrt x'),
    ('batch data.csv -e "x*y" --jobs two', "`--jobs 3`", 'batch data.csv -e "x*y" -o a.csv --jobs 3'),
    ('check "x^2" --x 1 --tolerance small', "`--tolerance 1e-6`", 'check "x^2" --x 1 --tolerance 1e-6'),
    ('"x^2" --x 1 --digits 2.5', "`--digits 3`", '"x^2" --x 1 --digits 3'),
    # Files whose suffix is misspelt.
    ('graph "x*y" -o g.sgv', "`g.svg`", 'graph "x*y" -o g.svg'),
    ('eval "x*y" x=1 y=2 -o a.jsno', "`a.json`", 'eval "x*y" x=1 y=2 -o a.json'),
    ('eval "x*y" x=1 y=2 -o a.sgv', "choose table, json", 'eval "x*y" x=1 y=2 -o a.sgv --format table'),
    ('batch data.csv -e "x*y" -o a.cvs', "`a.csv`", 'batch data.csv -e "x*y" -o a.csv'),
    (
        'batch flow.csv -e "q*2" --let "q=flow rate" -o a.csv',
        "`Flow rate`",
        'batch flow.csv -e "q*2" --let "q=Flow rate" -o a.csv',
    ),
    (
        'batch wide.csv -e "x*y" -o a.csv',
        "`--encoding utf-16-le`",
        'batch wide.csv -e "x*y" -o a.csv --encoding utf-16-le',
    ),
    ('batch https://example.com/data.csv -e "x*y"', "download it", 'batch data.csv -e "x*y" -o a.csv'),
    # Files whose name is misspelt, and elements without commas.
    ('batch dta.csv -e "x*y" -o a.csv', "`data.csv`", 'batch data.csv -e "x*y" -o a.csv'),
    ('batch data.cvs -e "x*y" -o a.csv', "`data.csv`", 'batch data.csv -e "x*y" -o a.csv'),
    ('"det([[1 2], [3, x]])" --x 4', "`1, 2`", '"det([[1, 2], [3, x]])" --x 4'),
    ('"det([[1 2], [3, x]])" --x 4', "`1*2`", '"det([[1*2, 1], [3, x]])" --x 4'),
    ('"det([[1, x], [2]])" --x 4', "all vectors of one length", '"det([[1, x], [2, 3]])" --x 4'),
    # Several constraints in one.
    (
        'minimize "x^2 + y^2" --x 1 --y 1 --subject-to "x + y >= 1, max(x, y) <= 3"',
        '`--subject-to "x + y >= 1" --subject-to "max(x, y) <= 3"`',
        'minimize "x^2 + y^2" --x 1 --y 1 --subject-to "x + y >= 1" --subject-to "max(x, y) <= 3"',
    ),
    ('"[x*y, x/y]" x=3±0.1 y=2', "`autograd batch` has the uncertainty", 'batch -e "[x*y, x/y]" x=3±0.1 y=2 -o a.csv'),
    ('"mean(1, x)" x=2', "as in `[x, y]`", '"mean([x, y])" x=2 y=3'),
    # Names of arguments, whole divisions, arrows, and names as LaTeX has them.
    ('"tril(A, k=-1)[1,0]" "A=[[1,2],[3,4]]"', "write the value alone", '"tril(A, -1)[1,0]" "A=[[1,2],[3,4]]"'),
    ('"leaky_relu(x, slope=0.1)" --x 2', "write the value alone", '"leaky_relu(x, 0.1)" --x 2'),
    ('"x^2 // 2 + 1" --x 5', "write `floor(x^2/2) + 1`", '"floor(x^2/2) + 1" --x 5'),
    ('"d/dx = 2*x*y" --x 2 --y 3', "write the right side alone", '"2*x*y" --x 2 --y 3'),
    ('"d/dx = 2*x*y" --x 2 --y 3', "`--wrt x`", 'diff "x^2*y" --wrt x'),
    ('"x ↦ x^2" --x 3', "what stands behind", '"x^2" --x 3'),
    (r'"\theta^2" "\theta=2"', "`theta=2`", r'"\theta^2" theta=2'),
    (r'"\langle x, y \rangle" "x=[1,2]" "y=[3,4]"', r"write `x \cdot y`", r'"x \cdot y" "x=[1,2]" "y=[3,4]"'),
    (r'"\mathcal{L} = L + 1" --L 2', r"`\mathrm{loss}`", r'"\mathrm{loss} = L + 1" --L 2'),
    (r'"9.81\,\mathrm{m/s^2} t" --t 2', "leave out units", r'"9.81\, t" --t 2'),
    (r'"s^2 = \frac{x}{2}" --x 2', r"as in `\mathrm{rate} = ", r'"\mathrm{rate} = \frac{x}{2}" --x 2'),
    # Ranges.
    ('solve "x^2=2" --over x=0..5..1', "0..5", 'solve "x^2=2" --over x=0..5'),
    ('same "x^2" "x*x" --over x=0..5..1', "0..5", 'same "x^2" "x*x" --over x=0..5'),
    ('"x^2" --x 1..2..3', "1..2", '"x^2" --x 1..2'),
    ('minimize "x^2" --x 2 --bounds x=3..2', "`--bounds x=2..3`", 'minimize "x^2" --x 2 --bounds x=2..3'),
    ('minimize "x^2" --x 2 --bounds "x>=1"', "`--bounds x=1..`", 'minimize "x^2" --x 2 --bounds x=1..'),
    ('minimize "x^2" --x 2 --bounds "1<x<3"', "`--bounds x=1..3`", 'minimize "x^2" --x 2 --bounds x=1..3'),
    ('minimize "x^2" --x 2 --bounds "x in [1,3]"', "`--bounds x=1..3`", 'minimize "x^2" --x 2 --bounds x=1..3'),
    ('minimize "x^2*y" x=2 y=1 --bounds x=1..1', "`--fix x=1`", 'minimize "(x*y)^2" x=2 y=1 --fix x=1'),
    ('minimize "x^2" --x 2 --bounds z=0..1', "the variables are `x`", 'minimize "x^2" --x 2 --bounds x=0..1'),
    (
        'fit data.csv -e "y = a*x" --bounds z=0..1',
        "the parameters are `a`",
        'fit data.csv -e "y = a*x" --bounds a=0..3',
    ),
    ('solve "x^2=2" --over x=-5,5', "`--over x=-5..5`", 'solve "x^2=2" --over x=-5..5'),
    ('solve "x^2=2" --over "x=[-5, 5]"', "`--over x=-5..5`", 'solve "x^2=2" --over x=-5..5'),
    ('solve "x^2=2" --over x=-5...5', "write `-5..5` or `-5..0.5`", 'solve "x^2=2" --over x=-5..5'),
    ('minimize "x^2" --x 2 --bounds x=1...3', "write `1..3` or `1..0.3`", 'minimize "x^2" --x 2 --bounds x=1..3'),
    ('solve "x^2=2" --over -5..5', "`--over x=-5..5`", 'solve "x^2=2" --over x=-5..5'),
    ('solve "x^2=2" --over x=5..-5', "`--over x=-5..5`", 'solve "x^2=2" --over x=-5..5'),
    ('solve "x^2=2" --over "x>0"', "`--over x=0..10`", 'solve "x^2=2" --over x=0..10'),
    ('solve "x^2=2" --over x', "`--over x=0..5`", 'solve "x^2=2" --over x=0..5'),
    ('solve "x^2=2" --over t=0..5', "the variables are `x`", 'solve "x^2=2" --over x=0..5'),
    (
        'solve -e "x^2+y=2" -e "x=y" --over x=-5..5',
        "`--over x=-5..5,y=-5..5`",
        'solve -e "x^2+y=2" -e "x=y" --over x=-5..5,y=-5..5',
    ),
    ('same "t^2" "t*t" --over 0..1', "`--over t=0..1`", 'same "t^2" "t*t" --over t=0..1'),
    ('same "t^2" "t*t" --over t=1..0', "`--over t=0..1`", 'same "t^2" "t*t" --over t=0..1'),
]


# Findings that say what to write, with the status of what they are of, and the line of who writes it.
NOTES = [
    (
        'minimize "(x-20)^2" --x 0..10',
        0,
        "`--bounds x=0..10` keeps it",
        'minimize "(x-20)^2" --x 0..10 --bounds x=0..10',
    ),
    ('minimize "x" --x 0..10', 1, "`--bounds x=0..10` keeps it", 'minimize "x" --x 0..10 --bounds x=0..10'),
    ('minimize "x^4-3x^2+x" --x 0..10', 0, "`--starts 20`", 'minimize "x^4-3x^2+x" --x 0..10 --starts 20'),
    ('solve "x^2=400" --x 0..10', 0, "in place of `x=0..10` searches", 'solve "x^2=400" --over x=0..10'),
    ('solve "x^2=400" x=0..10', 0, "`--over x=0..10` in place of `x=0..10`", 'solve "x^2=400" --over x=0..10'),
    ('solve "x^2+a=400" --x 0..10 --a 1 --for x', 0, "`--over x=0..10`", 'solve "x^2+a=400" --over x=0..10 --a 1'),
    (
        'solve -e "x=20" -e "y=x" --x 0..1 --y 3',
        0,
        "`x` is outside of 0..1",
        'solve -e "x=20" -e "y=x" --x 0..30 --y 3',
    ),
    (
        'fit data.csv -e "y=a*x^b" b=0..0.1',
        0,
        "`--bounds b=0..0.1`",
        'fit data.csv -e "y=a*x^b" b=0..0.1 --bounds b=0..0.1',
    ),
    ('solve "(x-1)^2*exp(x)=-1" --x 3', 1, "`x=-30..30 --starts 20`", 'solve "(x-1)^2*exp(x)=1" x=-30..30 --starts 20'),
    (
        '"sum(k*x, k = 1:n)" --x 2 --n 3',
        0,
        "`n` is a bound, an index or an axis here",
        '"sum(k*x, k = 1:n)" --x 2 --n 3 --wrt x',
    ),
    ('solve "x^2+[1,2]" "x=[1,2]"', 1, "other starts may lead further\n", 'solve "x^2-[1,2]" "x=[1,2]"'),
]


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "wide.csv").write_bytes(FILES["data.csv"].encode("utf-16-le"))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("mistake", "line"), WHOLE_LINES, ids=[row[0] for row in WHOLE_LINES])
def test_who_types_the_line_of_a_hint_has_a_result(mistake: str, line: str) -> None:
    status, _, errors = call(*shlex.split(mistake))
    hint = errors.partition("hint: ")[2]
    assert (status, WHOLE.findall(hint)) == (2, [line.removeprefix("autograd ")])
    assert call(*shlex.split(line)[1:])[0] == 0


@pytest.mark.parametrize(("mistake", "hint", "followed"), PARTS, ids=[row[0] for row in PARTS])
def test_who_writes_what_a_hint_says_has_a_result(mistake: str, hint: str, followed: str) -> None:
    status, _, errors = call(*shlex.split(mistake))
    assert status == (3 if "cannot be read" in errors else 2)
    assert hint in errors.partition("hint: ")[2]
    # What the hint has in backticks is what is written; it may be one of several.
    said = [hint[1:-1]] if hint.startswith("``") else re.findall("`([^`]+)`", hint)
    assert not said or any(part in followed or words(part) in words(followed) for part in said)
    assert call(*shlex.split(followed))[0] == 0


def words(line: str) -> str:
    """A line as a shell takes it apart, or as it is where its quotes do not pair."""
    try:
        return " ".join(shlex.split(line.removeprefix("autograd ")))
    except ValueError:
        return line


@pytest.mark.parametrize(("line", "status", "note", "followed"), NOTES, ids=[row[0] for row in NOTES])
def test_who_writes_what_a_finding_says_has_a_result(line: str, status: int, note: str, followed: str) -> None:
    told, _, findings = call(*shlex.split(line))
    assert (told, note in findings) == (status, True)
    assert call(*shlex.split(followed))[0] == 0


@pytest.mark.parametrize(
    "line",
    [
        'minimize "(x-2)^2" --x 0..10 --starts 5',
        'minimize "(x-20)^2" --x 1',
        'minimize "(x-20)^2" --x 0..10 --bounds x=-5..30 --starts 2',
        'solve "x^2=4" --x 0..10',
    ],
)
def test_a_range_is_not_spoken_of_where_nothing_is_outside(line: str) -> None:
    assert call(*shlex.split(line))[2] == ""


@pytest.mark.parametrize(
    ("mistake", "refused"),
    [
        # What a hint would have is no formula either, or would stand in a comment.
        ('"(x, y)*(2)" --x 1 --y 2', "[x"),
        ('"(1, 2)*(3, 4)"', "[1"),
        ('"x^2, +" --x 1', "[x"),
        ('"x, y z" --x 1 --y 2', "[x"),
        ('"f(x) = x^2 # square" --x 1', "square"),
        # So many arguments the function does not have.
        ('"Sin(x, y)" --x 1 --y 2', "(x, y)"),
        ('"Erf(a, b)" --a 1 --b 2', "(a, b)"),
        # A column with a blank that the error does not lie in, or whose short name is taken.
        ("batch flow.csv -e '`Flow rate`*zz' -o a.csv", "--let"),
        ("batch flow.csv -e '`Flow rate` + x +' -o a.csv", "--let"),
        ('batch flow.csv -e "flow_rate + Flow rate" -o a.csv', "--let"),
        # Derivatives by primes of functions of two, at no number, and with other names; loops over more than elements.
        ('"atan2\'(x)" --x 1', "differentiates"),
        ('"f(x) = x^2; f\'(.)"', "differentiates"),
        ('"f(x) = a*x; f\'(2)" --a 2', "differentiates"),
        ('"x = 3; f(x) = x^2; f\'(x)"', "differentiates"),
        ('"[[k, k^2] for k in range(3)]"', "[k"),
        ('"[sum(k) for k in [1,2,3]]"', "sum(k)"),
        ('"[x for x in x]" x=[1,2]', "x = x"),
        # Names that are no slip, and a sign before the last.
        ('"np.foo(x)" --x 1', "floor"),
        ('"random.rand(x)" --x 1', "`rad`"),
        ('"x + -" --x 1', "delete"),
        # Another command, or another option, that does not do what was asked.
        ('taylor -e "x^2" -e "x*y" --x 1 --y 2 --order 3', "jacobian"),
        ('hessian -e "x^2" -e "x*y" --x 1 --y 2', "jacobian"),
        ('diff "x^2" --simplify', "--steps"),
    ],
)
def test_no_hint_says_to_write_what_is_refused(mistake: str, refused: str) -> None:
    status, _, errors = call(*shlex.split(mistake))
    assert status == 2
    assert refused not in errors.partition("hint: ")[2]
