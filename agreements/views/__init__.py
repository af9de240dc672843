"""The screens of agreements."""
