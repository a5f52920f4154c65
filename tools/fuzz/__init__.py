"""Differential fuzzing of the policy evaluators: random policies, random leads, and every result compared."""
