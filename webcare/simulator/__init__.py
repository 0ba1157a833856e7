"""A server that speaks the part of X's API a brand's desk uses, with people on it. Reached over HTTP only."""

from webcare.simulator.harness import Simulator

__all__ = ["Simulator"]
