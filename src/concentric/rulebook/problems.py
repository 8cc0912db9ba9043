"""How a problem is made: sentences as templates with parameters, so that they can be translated."""

from concentric.rulebook.types import Problem


def problem(
    file: str, line: int, what: str, why: str = "", remedy: str = "", /, **params: object
) -> Problem:
    """A Problem from three msgids and the values of their ``%(name)s`` places."""
    values = {name: str(value) for name, value in params.items()}
    said, reason, mend = (text % values if text else "" for text in (what, why, remedy))
    msgids = (what, why, remedy)
    return Problem(file, line, said, reason, mend, msgids, tuple(values.items()))
