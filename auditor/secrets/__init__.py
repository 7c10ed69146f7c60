"""What secrets look like: beginnings and keys (`words`), shapes (`patterns`), and what tells one from a name (`telling`)."""
