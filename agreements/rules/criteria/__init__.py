"""The language in which both sides write down what a qualified lead is."""
