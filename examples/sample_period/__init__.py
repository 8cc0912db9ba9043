"""The fictional demo period: firms, deals, returns, people and lists, made from one seed.

Nothing here reads the clock or a real firm's data. Amounts are whole fen until they are typed into
a workbook.
"""
