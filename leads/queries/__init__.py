"""Questions about leads: who is on the roster, what is due next, what happened."""
