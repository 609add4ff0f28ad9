"""The Korean words: for each English text of a table, picture, page or sheet the Korean one.

Takes nothing. Returns `WORDS` and `SUMMARIES`. A field in braces has the same name on both sides; `languages` says what
it can be.

*Source*: the terms are those of the Korean Mathematical Society's glossary, and for networks those of Korean courses.
"""

from collections.abc import Mapping

# Titles and heads of tables.
TABLES = {
    "forward pass": "순전파",
    "backward pass": "역전파",
    "gates": "게이트",
    "derivatives": "도함수",
    "tangents": "접선값",
    "tangents towards {name}": "{name} 방향의 접선값",
    "tangents, a sweep for each input": "입력마다 한 번씩 훑은 접선값",
    "tangents, a sweep for each element of an input": "입력의 원소마다 한 번씩 훑은 접선값",
    "cost": "계산 비용",
    "local Jacobians": "국소 야코비 행렬",
    "local Jacobians, 1 x 1 each": "국소 야코비 행렬, 각각 1 x 1",
    "local partials": "국소 편미분",
    "d {above} / d {below}, transposed, times {name}": "d {above} / d {below}의 전치 곱하기 {name}",
    "part of {name}": "{name}의 일부",
    "chains, from the result down": "연쇄 법칙: 결과에서 내려오며",
    "the longest chain, as the modes multiply it": "가장 긴 연쇄를 모드마다 곱하는 순서",
    "node": "노드",
    "operation": "연산",
    "shape": "모양",
    "value": "값",
    "bytes": "바이트",
    "in the backward pass": "역전파에서 하는 일",
    "values kept": "저장하는 값",
    "from": "보낸 노드",
    "upstream": "상류 기울기",
    "local partial": "국소 편미분",
    "local factor": "국소 인수",
    "contribution": "기여분",
    "adjoint": "수반값",
    "tangent": "접선값",
    "its tangent": "그 접선값",
    "towards": "변수",
    "Jacobian": "야코비 행렬",
    "can be non-zero": "0이 아닐 수 있는 수",
    "share": "비율",
    "the value and all partials": "값과 모든 편미분",
    "sweeps": "훑는 횟수",
    "operations": "연산 횟수",
    "values": "값 대비",
    "derivative": "도함수",
    "formula": "식",
    "formulas": "식들",
    "numbers": "수",
    "local factors": "국소 인수들",
    "rows x columns": "행 x 열",
    "mode": "모드",
    "brackets": "괄호",
    "multiplications": "곱셈 횟수",
    "rule": "법칙",
    "in letters": "문자식",
    "blank": "빈칸",
    "what": "묻는 것",
    "answer": "답",
    "right": "정답",
    "verdict": "채점",
    r"upstream \(\cdot\) local partial": r"상류 기울기 \(\cdot\) 국소 편미분",
    r"tangent \(\cdot\) local partial": r"접선값 \(\cdot\) 국소 편미분",
}
# What a gate does in the backward pass, what a number is, ways to all partials.
CELLS = {
    "swaps its inputs": "입력을 서로 바꿔 곱함",
    "sums over its uses": "쓰인 곳의 기울기를 모두 더함",
    "passes on": "그대로 전달",
    "passes on, negated": "부호를 바꿔 전달",
    "passes on, second negated": "그대로 전달, 둘째는 부호를 바꿈",
    "passes on, rearranged": "자리를 바꿔 전달",
    "passes or blocks": "통과 또는 차단",
    "routes": "선택된 쪽으로만 보냄",
    "scales": "국소 편미분만큼 배율",
    "spreads": "모든 원소로 퍼뜨림",
    "mixes": "행렬로 섞음",
    "stops": "멈춤",
    "passes": "통과",
    "blocks": "차단",
    "the largest": "최댓값",
    "the smallest": "최솟값",
    "one of {count} largest": "최댓값 {count}개 중 하나",
    "one of {count} smallest": "최솟값 {count}개 중 하나",
    "seed": "시작값",
    "result": "결과",
    "result = {name}": "결과 = {name}",
    "reverse mode": "역방향 모드",
    "forward mode": "순방향 모드",
    "the value alone": "값만",
    "reverse mode, one sweep for all": "역방향 모드, 한 번에 모두",
    "each partial by itself": "편미분마다 따로",
    "forward mode, one sweep per element": "순방향 모드, 원소마다 한 번",
}
# What is below tables.
NOTES = {
    "memory: {count} value": "메모리: 값 {count}개",
    "memory: {count} values": "메모리: 값 {count}개",
    "each freed after its last use": "저마다 마지막으로 쓰인 뒤 해제",
    "the backward pass keeps {kept}": "역전파를 위해 {kept}개를 저장",
    "a backward pass would keep {kept}": "역전파를 한다면 {kept}개를 저장",
    "{count} bytes": "{count}바이트",
    "checkpoints: {kept} of {count} layers kept": "체크포인트: 층 {count}개 중 {kept}개를 저장",
    "checkpoints: {kept} of {count} layers kept ({layers})": "체크포인트: 층 {count}개 중 {kept}개를 저장 ({layers})",
    "{count} operation computed twice": "두 번 계산한 연산 {count}개",
    "{count} operations computed twice": "두 번 계산한 연산 {count}개",
    "at most {count} bytes held": "한때 최대 {count}바이트",
    "without them {count}": "체크포인트가 없으면 {count}바이트",
    "{name} is the adjoint of the node under `from`": "{name}: ‘보낸 노드’의 수반값",
    "of the Jacobians' {count} numbers {kept} can be non-zero": (
        "야코비 행렬의 수 {count}개 중 {kept}개가 0이 아닐 수 있음"
    ),
    "the sweep forms none of them": "역전파는 이 행렬을 만들지 않음",
    "in brackets: computed once, for a line above": "대괄호 안: 윗줄에서 한 번만 계산",
    "{name} multiplies, so the gradient of {node} grows with the other input": (
        "{name}: 곱셈이므로 {node}의 기울기는 다른 입력에 비례해 커짐"
    ),
    "{name} multiplies, so the gradient of {node} grows with the other input: "
    "{formula} = {first} times the upstream {second}": (
        "{name}: 곱셈이므로 {node}의 기울기는 다른 입력에 비례해 커짐: {formula} = {first} 곱하기 상류 기울기 {second}"
    ),
    "local partials are written as in a textbook": "국소 편미분은 교과서의 꼴로 적음",
    "local partials are written as in a textbook; the numbers come from rules that keep all digits": (
        "국소 편미분은 교과서의 꼴로 적었고, 수는 모든 자릿수를 지키는 식으로 계산함"
    ),
}
# Steps of a derivation.
STEPS = {
    "{formula}, differentiated with respect to {variable}": "{formula}: {variable}에 대한 미분",
    "{letters} held constant": "{letters} 상수 취급",
    "{formula}, differentiated with respect to {variable}; {names} held constant": (
        "{formula}: {variable}에 대한 미분, {names} 상수 취급"
    ),
    "sum rule": "합의 미분법",
    "difference rule": "차의 미분법",
    "constant term": "상수항",
    "constant factor": "상수배",
    "constant": "상수",
    "product rule": "곱의 미분법",
    "quotient rule": "몫의 미분법",
    "power rule": "거듭제곱의 미분법",
    "general power": "밑과 지수가 모두 변하는 거듭제곱의 미분법",
    "exponential rule": "지수함수의 미분법",
    "chain rule": "합성함수의 미분법",
    "branch by branch": "구간별 미분",
    "derivative of {name}": "{name}의 미분",
    "simplified": "정리",
    "substituted": "대입",
    "otherwise": "그 밖",
}
# Trees and pictures.
PICTURES = {
    "gradient": "기울기",
    "local": "국소",
    "(not selected)": "(선택되지 않음)",
    "group": "묶음",
    "(above)": "(위)",
    "(below)": "(아래)",
    "{own} of {total}": "{total} 중 {own}",
    "name": "이름",
    "× local derivative": "× 국소 미분",
    "{name}: the gradient at the gate that the wire goes into": "{name}: 선이 들어가는 게이트의 기울기",
    "{name}: the gradient at the node one level up": "{name}: 한 단계 위 노드의 기울기",
    "{bar}: the gradient at {name}": "{bar}: {name}의 기울기",
    "input: num.": "분자",
    "input: den.": "분모",
    "input: base": "밑",
    "input: exponent": "지수",
    "input: if": "조건",
    "input: then": "참",
    "input: else": "거짓",
    "input: left": "왼쪽",
    "input: right": "오른쪽",
    "transpose": "전치",
}
# Sheets with blanks, and their marks.
SHEETS = {
    "the formula": "식",
    "the program": "프로그램",
    "fill in {blanks}": "채울 빈칸 {blanks}",
    "fill in {start} to {end}": "채울 빈칸 {start}~{end}",
    "answers {blanks}": "정답 {blanks}",
    "answers {start} to {end}": "정답 {start}~{end}",
    "{count} answer right": "답 {count}개 모두 맞음",
    "{count} answers right": "답 {count}개 모두 맞음",
    "{kept} of {count} answer right": "답 {count}개 중 {kept}개 맞음",
    "{kept} of {count} answers right": "답 {count}개 중 {kept}개 맞음",
    "adjoint of {node}": "{node}의 수반값",
    "value of {node}": "{node}의 값",
    "right to the {count} digits given": "적은 {count}자리까지 맞음",
    "no answer": "답 없음",
    "it is {right}": "정답은 {right}",
    "{one} and {other}": "{one}, {other}",
    "it follows from {names}, which is wrong: {right}": "틀린 답 {names}에서 이어진 값: {right}",
    "it follows from {names}, which are wrong: {right}": "틀린 답 {names}에서 이어진 값: {right}",
    "{number} is cut off and not rounded: {right}": "{number}: 반올림하지 않고 잘라 냄: {right}",
    "or it is cut off and not rounded": "또는 반올림하지 않고 잘라 냄",
    "the sign is the other one: {right}": "부호가 반대: {right}",
    "the operands are in the other order: {right}": "피연산자의 순서가 반대: {right}",
    "{number} is the reciprocal: {right}": "{number}: 역수임: {right}",
    "{number} is one of the two uses of {name}: {right}": "{number}: {name}의 쓰임 둘 중 하나뿐: {right}",
    "{number} is one of the {count} uses of {name}: {right}": "{number}: {name}의 쓰임 {count}개 중 하나뿐: {right}",
    "{number} is {kept} of the {count} uses of {name}: {right}": (
        "{number}: {name}의 쓰임 {count}개 중 {kept}개뿐: {right}"
    ),
    "{number} is the local partial of {name}, not times its adjoint: {right}": (
        "{number}: {name}의 국소 편미분에 수반값을 곱하지 않음: {right}"
    ),
    "{number} is the adjoint of {name}, not times the local partial: {right}": (
        "{number}: {name}의 수반값에 국소 편미분을 곱하지 않음: {right}"
    ),
    "{number} is already times the adjoint of {name}: {right}": "{number}: {name}의 수반값까지 곱함: {right}",
    "{number} is the value of {name}, not its adjoint: {right}": "{number}: {name}의 수반값이 아니라 값: {right}",
    "{number} is the value of {name}: {right}": "{number}: {name}의 값: {right}",
    "{number} is the partial towards {name}: {right}": "{number}: {name}에 대한 편미분: {right}",
    "{number} is {first} {sign} {second}: {right}": "{number} = {first} {sign} {second}: {right}",
}
# Pages.
PAGES = {
    "findings": "주의할 점",
    "steps": "단계",
    "step": "단계",
    "to the beginning": "처음으로",
    "one step back": "한 단계 뒤로",
    "one step on": "한 단계 앞으로",
    "to the end": "끝으로",
    "play": "재생",
    "pause": "멈춤",
    "show the numbers": "수 보기",
    "before the first step": "첫 단계 전",
    "← → one step, Home End, space plays; Tab or a click on a node shows what flows there.": (
        "← → 한 단계, Home End 처음과 끝, 스페이스 재생; Tab이나 노드 클릭으로 그곳에 흐르는 값을 봄."
    ),
    "← → one step, Home End, space plays, r shows the numbers of a step; "
    "Tab or a click on a node shows what flows there.": (
        "← → 한 단계, Home End 처음과 끝, 스페이스 재생, r 단계의 수 보기; Tab이나 노드 클릭으로 그곳에 흐르는 값을 봄."
    ),
    'On each wire its <span class="value">value</span>, below it the <span class="gradient">gradient</span> '
    "that flows back.": (
        '선 위에는 그 <span class="value">값</span>, 아래에는 되돌아 흐르는 <span class="gradient">기울기</span>.'
    ),
    "Derivation": "유도 과정",
    "Jacobians; · is 0 at every point": "야코비 행렬 (·은 모든 점에서 0)",
    "A click or Enter on the frame of a layer folds and opens it.": "층의 틀을 누르거나 Enter를 치면 접고 폅니다.",
    "layer {name}": "{name} 층",
    "All numbers": "모든 수",
    "JavaScript draws and computes this page.": "이 페이지는 JavaScript가 그리고 계산합니다.",
    "Forward: the values": "순전파: 값",
    "Backward: the gradients, each a sum of upstream × local partial": "역전파: 기울기, 상류 기울기 × 국소 편미분의 합",
    "Inputs": "입력",
    "slider": "슬라이더",
    "input": "입력",
    "one step of gradient descent": "경사 하강법 한 걸음",
    "rate": "학습률",
    "the graph of {title}": "{title}의 그래프",
    "and {count} more inputs": "외 입력 {count}개",
    "{term} for g = {upstream}": "{term} (g = {upstream})",
    "forward {step}/{steps}:": "순전파 {step}/{steps}:",
    "backward {step}/{steps}:": "역전파 {step}/{steps}:",
    "{node} is not selected, so nothing flows back through it": "{node}: 선택되지 않아 되돌아 흐르는 것이 없음",
    "It is not selected: nothing reads it, and nothing flows back through it.": (
        "선택되지 않음: 읽는 곳이 없고, 되돌아 흐르는 것도 없음."
    ),
    "comes from": "들어오는 기울기",
    "comes from (the uses add up)": "들어오는 기울기 (쓰인 곳마다 더함)",
    "passes back to": "보내는 기울기",
    "{term} (sum {total_shown})": "{term} (합 {total_shown})",
    "The numbers stay as they are: {reason}.": "수는 바뀌지 않음: {reason}.",
    "there is no JavaScript for {function}": "{function}의 JavaScript가 없음",
    "values decide which elements of a vector are read": "벡터의 어느 원소를 읽을지를 값이 정함",
    "the inputs have more than {count} elements": "입력의 원소가 {count}개보다 많음",
    "written out by elements it would be too long": "원소별로 풀어 쓰면 너무 긺",
}
# What the table of primitives remarks on an entry.
REMARKS = {
    "{name}: the branch of SymPy, Mathematica and DLMF, odd and with a jump at 0; of the continuous one, from 0 to pi, "
    "the formula is pi/2 - atan(x)": (
        "{name}: SymPy, Mathematica, DLMF의 가지로 홀함수이며 0에서 도약; 0부터 pi까지 연속인 가지는 pi/2 - atan(x)"
    ),
    "{name}: NumPy and MATLAB call sin(pi*x)/(pi*x) sinc, SymPy and Mathematica sin(x)/x": (
        "{name}: NumPy와 MATLAB의 sinc는 sin(pi*x)/(pi*x), SymPy와 Mathematica의 것은 sin(x)/x"
    ),
    "{name}: the textbook's 1 - out^2 is the same, but loses every digit where out is 1": (
        "{name}: 교과서의 1 - out^2과 같지만, 그 식은 out이 1에 가까우면 자릿수를 모두 잃음"
    ),
    "{name}: the textbook's out*(1 - out) is the same, but loses every digit where out is 1": (
        "{name}: 교과서의 out*(1 - out)과 같지만, 그 식은 out이 1에 가까우면 자릿수를 모두 잃음"
    ),
    "{name}: meant for alpha > 0: of a negative one no digits are promised": (
        "{name}: alpha > 0을 위한 함수로, 음수이면 자릿수를 보장하지 않음"
    ),
    "{name}: SciPy's `spence(z)` is `dilogarithm(1 - z)`.": "{name}: SciPy의 `spence(z)`는 `dilogarithm(1 - z)`",
    "{name}: systems differ on the value at 0, so that it is always given; step(x) is heaviside(x, 0)": (
        "{name}: 0에서의 값은 시스템마다 달라 늘 직접 줌; step(x)는 heaviside(x, 0)"
    ),
    "{name}: the partial towards y is -floor(x/y), written so that it is right also where x/y underflows": (
        "{name}: y에 대한 편미분 -floor(x/y)를 x/y가 언더플로해도 맞도록 적음"
    ),
    "{name}: the partial towards y is -trunc(x/y), written so that it is right also where x/y underflows": (
        "{name}: y에 대한 편미분 -trunc(x/y)를 x/y가 언더플로해도 맞도록 적음"
    ),
    "{name}: differentiated as a tree of products of halves, which needs no division by what may be 0": (
        "{name}: 반씩 나눈 곱의 나무로 미분하므로 0일 수 있는 수로 나누지 않음"
    ),
    "{name}: its own derivative divides by det(x): there is no second derivative of det at a singular matrix": (
        "{name}: 그 도함수는 det(x)로 나누므로, 특이행렬에서 det의 이계도함수는 없음"
    ),
    "{name}: defined where (x + x')/2 is positive definite, which its own diagonal shows": (
        "{name}: (x + x')/2가 양의 정부호일 때 정의되고, 대각 성분이 그것을 보여 줌"
    ),
    "{name}: takes n^2 numbers, and no division by an element that may be 0": (
        "{name}: 수 n^2개를 쓰고, 0일 수 있는 원소로 나누지 않음"
    ),
}
# What functions of vectors and matrices are.
SUMMARIES = {
    "matrix product": "행렬 곱",
    "matrix times vector": "행렬 곱하기 벡터",
    "vector times matrix": "벡터 곱하기 행렬",
    "inner product, also `x @ y`": "내적, `x @ y`도 같음",
    "matrix of all products": "모든 곱의 행렬",
    "transpose, also `x'`": "전치, `x'`도 같음",
    "sum of all elements, or along an axis": "모든 원소의 합, 또는 축을 따른 합",
    "mean": "평균",
    "product of all elements, or along an axis": "모든 원소의 곱, 또는 축을 따른 곱",
    "smallest element, or along an axis": "가장 작은 원소, 또는 축을 따라",
    "largest element, or along an axis": "가장 큰 원소, 또는 축을 따라",
    "2-norm, no overflow": "2-노름, 오버플로 없음",
    "sum of the squares; norm is its root": "제곱의 합; norm은 그 제곱근",
    "mean squared error": "평균 제곱 오차",
    "log(sum(exp(x))), no overflow": "log(sum(exp(x))), 오버플로 없음",
    "-sum(y*log_softmax(x)), the logits first": "-sum(y*log_softmax(x)), 로짓이 먼저",
    "exp(x)/sum(exp(x)), no overflow": "exp(x)/sum(exp(x)), 오버플로 없음",
    "log(softmax(x)), no underflow": "log(softmax(x)), 언더플로 없음",
    "running sum": "누적 합",
    "the elements in reverse order": "원소를 거꾸로 늘어놓은 것",
    "the elements moved on by so many places, the last ones to the front": "원소를 몇 자리 옮긴 것, 끝의 원소는 앞으로",
    "sum of the diagonal": "대각합",
    "determinant": "행렬식",
    "matrix of the cofactors, det(x)*inv(x)'": "여인자 행렬, det(x)*inv(x)'",
    "log(det(x)), no overflow": "log(det(x)), 오버플로 없음",
    "inverse matrix": "역행렬",
    "the z for which x @ z is y": "x @ z가 y인 z",
    "lower triangular z for which z @ z' is (x + x')/2": "z @ z'가 (x + x')/2인 하삼각 행렬 z",
    "matrix exponential, the sum of x^k/k! over all k": "행렬 지수함수, 모든 k에 대한 x^k/k!의 합",
    "expm: `exp` is that of each element alone": "expm: `exp`는 원소마다의 지수함수",
    "eigenvalues of (x + x')/2, ascending": "(x + x')/2의 고윳값, 오름차순",
    "matrix of orthonormal eigenvectors of (x + x')/2, one a column, in the order of eigvalsh": (
        "(x + x')/2의 정규직교 고유벡터를 eigvalsh의 순서로 열에 늘어놓은 행렬"
    ),
    "of eigenvalues y of x, which ascend, the place of the first that equals each to rounding": (
        "x의 오름차순 고윳값 y 각각에 대해 반올림 오차 안에서 같은 첫 고윳값의 위치"
    ),
    "the matrix [[x, y], [0, z]] made of square ones": "정사각행렬로 만든 행렬 [[x, y], [0, z]]",
    "matrix with x as its diagonal": "x를 대각으로 하는 행렬",
    "diagonal of a matrix": "행렬의 대각 성분",
    "vector of numbers, or matrix of vectors, as `[a, b]`": "수의 벡터, 또는 벡터의 행렬, `[a, b]`처럼",
    "arguments joined end to end": "인수를 이어 붙인 것",
    "part of a vector or matrix, as `x[0]`": "벡터나 행렬의 일부, `x[0]`처럼",
    "the same elements, row by row, in another shape": "같은 원소를 행 순서대로 다른 모양에 넣은 것",
    "vector of all elements, row by row": "모든 원소를 행 순서대로 늘어놓은 벡터",
    "how many elements there are, in all or along an axis": "원소의 개수, 전체 또는 축을 따라",
    "identity matrix": "단위행렬",
    "whole numbers below n, from a on, or in steps, as `arange(n)`, `arange(a, b, step)`": (
        "n보다 작은 정수, a부터, 또는 간격을 두고, `arange(n)`, `arange(a, b, step)`처럼"
    ),
    "n numbers at equal distances from x to y, both included": "x부터 y까지 같은 간격의 수 n개",
    "vector or matrix of zeros": "0으로 찬 벡터나 행렬",
    "vector or matrix of ones": "1로 찬 벡터나 행렬",
    "mean square about the mean; divided by n - ddof": "편차 제곱의 평균; n - ddof로 나눔",
    "standard deviation, the root of var": "표준편차, var의 제곱근",
    "covariance of two vectors; divided by n - ddof": "두 벡터의 공분산; n - ddof로 나눔",
    "x less its mean, over sqrt(var(x) + eps)": "x에서 평균을 빼고 sqrt(var(x) + eps)로 나눈 것",
    "cosine of the angle of two vectors": "두 벡터가 이루는 각의 코사인",
    "Kullback-Leibler divergence sum(x*log(x/y)) of probabilities": "확률의 쿨백-라이블러 발산 sum(x*log(x/y))",
    "the elements in ascending order": "원소를 오름차순으로 늘어놓은 것",
    "value below which the share q of the elements lies, linear between two elements": (
        "원소 중 비율 q가 그 아래에 있는 값, 두 원소 사이는 선형"
    ),
    "middle element, or the mean of the two in the middle": "가운데 원소, 또는 가운데 두 원소의 평균",
    "1-norm of a vector": "벡터의 1-노름",
    "p-norm of a vector; p may be inf, -inf for the least, 0 for the count of non-zeros": (
        "벡터의 p-노름; p는 inf, 최솟값을 위한 -inf, 0이 아닌 원소의 수를 위한 0일 수 있음"
    ),
    "each element less the one before": "각 원소에서 앞의 원소를 뺀 것",
    "integral by trapezoids, with steps of 1": "사다리꼴 적분, 간격 1",
    "integral by trapezoids of values y at places x": "위치 x에서 값이 y인 사다리꼴 적분",
    "running product of a vector": "벡터의 누적 곱",
    "largest element so far": "그때까지 가장 큰 원소",
    "smallest element so far": "그때까지 가장 작은 원소",
    "log(cumsum(exp(x))), no overflow": "log(cumsum(exp(x))), 오버플로 없음",
    "cross product of two vectors of three elements": "원소가 셋인 두 벡터의 외적",
    "Kronecker product of two matrices": "두 행렬의 크로네커 곱",
    "matrix with zeros above the k-th diagonal": "k번째 대각 위가 0인 행렬",
    "matrix with zeros below the k-th diagonal": "k번째 대각 아래가 0인 행렬",
    "the z for which tril(x) @ z is y": "tril(x) @ z가 y인 z",
    "the z for which triu(x) @ z is y": "triu(x) @ z가 y인 z",
    "x in the order of key, ascending; where elements of key are equal, the mean of x": (
        "key의 오름차순으로 늘어놓은 x; key의 원소가 같은 곳은 x의 평균"
    ),
    "x back from the order of key; where elements of key are equal, the mean of x": (
        "key의 순서에서 제자리로 되돌린 x; key의 원소가 같은 곳은 x의 평균"
    ),
    "sign of the determinant": "행렬식의 부호",
    "zeros of a shape, x at a place": "한 자리에 x가 있고 나머지는 0인 것",
    "the same elements in the shape of another": "같은 원소를 다른 것의 모양에 넣은 것",
    "x repeated along an axis of another's shape": "x를 다른 것의 모양대로 축을 따라 되풀이한 것",
    "x broadcast to the shape of another": "x를 다른 것의 모양으로 브로드캐스트한 것",
    "summed over what was broadcast, to the shape of another": "브로드캐스트된 축을 더해 다른 것의 모양으로 만든 것",
    "matrix whose rows are the beginnings of a vector, filled up": "벡터의 앞부분들을 행으로 하고 나머지를 채운 행렬",
    "log density of the normal distribution": "정규분포의 로그 밀도",
    "log density of exp(z), where z is normal": "z가 정규분포일 때 exp(z)의 로그 밀도",
    "log density of Student's t with nu degrees of freedom": "자유도 nu인 스튜던트 t 분포의 로그 밀도",
    "log density of the Cauchy distribution": "코시 분포의 로그 밀도",
    "log density of the gamma distribution of shape alpha and rate beta": (
        "형상 alpha, 비율 beta인 감마 분포의 로그 밀도"
    ),
    "log density of the beta distribution": "베타 분포의 로그 밀도",
    "log density of the exponential distribution of rate beta": "비율 beta인 지수분포의 로그 밀도",
    "log density of the uniform distribution, -inf outside": "균등분포의 로그 밀도, 밖에서는 -inf",
    "log probability of a whole y of the Poisson distribution": "푸아송 분포에서 정수 y의 로그 확률",
    "log probability of y successes in n trials": "n번 시행에서 y번 성공할 로그 확률",
    "log probability of y, 1 with the probability p, else 0": "확률 p로 1, 아니면 0인 y의 로그 확률",
    "log density of the normal distribution of a vector, with a matrix of covariances": (
        "공분산 행렬이 주어진 벡터 정규분포의 로그 밀도"
    ),
}
WORDS: Mapping[str, str] = TABLES | CELLS | NOTES | STEPS | PICTURES | SHEETS | REMARKS | PAGES
