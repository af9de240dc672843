"""What programs can ask of leads, and bring."""
