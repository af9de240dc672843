"""What the portal remembers: histories of what people edit, and the ledger of what happened."""
