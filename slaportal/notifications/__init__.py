"""How the portal tells people: notices in the app and by e-mail."""
