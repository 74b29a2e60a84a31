"""Security groups: who carries which, and what they let pass."""
