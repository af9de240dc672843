"""The doors to people, teams, absences and one's own profile."""
