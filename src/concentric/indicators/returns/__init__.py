"""Returns: the yearly figures that members declare and vouch for.

A cycle opens a form of the catalogue for every firm of a population. A return is filled (by hand or
workbook), checked by rules, queried, signed by preparer, checker and signatory, reviewed, accepted (facts are
recorded) and locked. Nothing is counted twice: every line has one basis. Calculation stands in `rules`, acts
in `services`, reads in `queries`, files in `workbooks`.
"""
