"""Statements of the hot paths: made once from a model or a query, then only filled with values.

Django makes the SQL of every statement anew. On a path of twenty short statements that is most of the time; what is here
keeps the SQL and gives the values the same treatment as the ORM does (docs/adr/statements-made-once.md).
"""

from slaportal.statements.asking import Parameter, Prepared
from slaportal.statements.writing import insert, insert_copies, together, update

__all__ = ["Parameter", "Prepared", "insert", "insert_copies", "together", "update"]
