"""The rounding of small numbers of NHS Digital and OpenSAFELY, which scoring.md 9 names and does not take."""


def rounded(count: int) -> int | str:
    """1 to 7 are hidden, all others go to the nearest 5; 0 stays."""
    if 1 <= count <= 7:
        return "c"
    return 5 * ((2 * count + 5) // 10)
