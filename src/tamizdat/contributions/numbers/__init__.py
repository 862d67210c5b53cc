"""The numbers of giving: what recurs, who came and went, what came in, and what next year may bring. Pure, but for ``reading``.

Promises: amounts in minor units of one currency; different currencies are never added. docs/how-to/giving.md says what each number means.
"""
