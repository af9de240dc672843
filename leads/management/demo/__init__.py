"""A company made up for looking around: its people, its agreements and three quarters of its leads."""
