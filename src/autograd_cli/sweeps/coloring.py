"""Which columns share a sweep: colours, so that each entry of a sparse matrix can be read off a sum of columns.

In: a `Pattern`. Out: a colour a column. Columns of one colour are seeded together; the colours are chosen such that no
two of them meet where it matters. Greedy, so the number is not always the least, but for bands it is.

*Source*: Gebremedhin, Manne & Pothen, SIAM Review 47 (2005), sections 3 and 4; the bookkeeping of the star colouring is
after Gebremedhin, Tarafdar, Manne & Pothen, SIAM J. Sci. Comput. 29 (2007).
"""

from autograd_cli.sweeps.sparsity import Pattern

Colors = tuple[int, ...]


def color_columns(pattern: Pattern) -> Colors:
    """A colour a column, such that no row has two columns of one colour (a distance-2 colouring)."""
    of_column = pattern.transposed().rows
    colors = [-1] * pattern.width
    # The colours that a row has already, as the bits of an integer.
    of_row = [0] * len(pattern.rows)
    # The longest first, since it is the most constrained; equal ones in their order, which is the best for bands.
    for column in sorted(range(pattern.width), key=lambda j: -len(of_column[j])):
        taken = 0
        for row in of_column[column]:
            taken |= of_row[row]
        color = _lowest_free(taken)
        colors[column] = color
        for row in of_column[column]:
            of_row[row] |= 1 << color
    return tuple(colors)


def color_symmetric(pattern: Pattern) -> Colors:
    """A colour a column of a symmetric matrix, such that every way over four vertices has three colours.

    Then each entry (i, j) stands alone in row i among the columns of j's colour, or in row j among those of i's.
    """
    neighbors = [[j for j in row if j != i] for i, row in enumerate(pattern.rows)]
    colors = [-1] * pattern.width
    # For each vertex, a neighbour of each colour, and the colours that several neighbours have, as bits.
    first: list[dict[int, int]] = [{} for _ in neighbors]
    seen, repeated = [0] * len(neighbors), [0] * len(neighbors)
    # The colours of those neighbours x of a vertex w that have another neighbour of w's own colour.
    hubs = [0] * len(neighbors)
    for vertex in sorted(range(pattern.width), key=lambda j: -len(neighbors[j])):
        taken = 0
        for other in neighbors[vertex]:
            if colors[other] >= 0:
                taken |= 1 << colors[other] | hubs[other]
                if repeated[vertex] >> colors[other] & 1:
                    taken |= seen[other]
        color = _lowest_free(taken)
        colors[vertex] = color
        bit = 1 << color
        for other in neighbors[vertex]:
            if seen[other] & bit:
                if colors[other] >= 0:
                    hubs[vertex] |= 1 << colors[other]
                    if not repeated[other] & bit:
                        hubs[first[other][color]] |= 1 << colors[other]
                repeated[other] |= bit
            else:
                seen[other] |= bit
                first[other][color] = vertex
            if colors[other] >= 0 and repeated[vertex] >> colors[other] & 1:
                hubs[other] |= bit
    return tuple(colors)


def stands_alone(pattern: Pattern, colors: Colors) -> list[dict[int, int]]:
    """For each row, its columns by colour where a colour has one column there, -1 where it has several."""
    found: list[dict[int, int]] = []
    for row in pattern.rows:
        own: dict[int, int] = {}
        for column in row:
            own[colors[column]] = -1 if colors[column] in own else column
        found.append(own)
    return found


def groups(colors: Colors) -> list[list[int]]:
    """The columns of each colour."""
    found: list[list[int]] = [[] for _ in range(max(colors, default=-1) + 1)]
    for column, color in enumerate(colors):
        found[color].append(column)
    return found


def _lowest_free(taken: int) -> int:
    return (~taken & (taken + 1)).bit_length() - 1
