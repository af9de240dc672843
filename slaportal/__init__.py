"""The ground both apps stand on: who we are, when we work, what we remember, how we tell."""

VERSION = "0.1.0"
