"""What an agreement means, as plain Python: criteria, terms, states, quarters and plans."""
