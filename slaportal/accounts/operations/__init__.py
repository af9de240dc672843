"""What can be changed about people, teams and absences."""
