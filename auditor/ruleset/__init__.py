"""The rule language: read, checked, compiled, explained, said in words; waivers; verdicts. Pure but for reading its own files."""
