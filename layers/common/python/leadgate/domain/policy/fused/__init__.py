"""The fused evaluator: one generated function for a whole policy, which reads every fact once and every signal once."""

from leadgate.domain.policy.fused.generate import fused_of, source_of

__all__ = ["fused_of", "source_of"]
