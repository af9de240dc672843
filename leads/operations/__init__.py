"""Everything that changes leads, each in one transaction with its history, events and news."""
