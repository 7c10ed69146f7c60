"""What secrets look like: how tokens begin and what keys are called (`words`), shapes (`patterns`), what tells one from a name (`telling`)."""
