"""Newsletters: who wants which letter, what the letters say, and how they reach everybody once.

``interfaces`` are the contracts between the parts; ``collecting`` fetches what the gate has taken in; ``readers`` keeps who receives
letters, sealed; ``sending`` plans a letter and hands every copy to a relay; ``mail`` writes messages; ``bounces`` reads what comes back.
"""
