"""What every page shares: the shell, its components, and the page that says whether all is well."""
