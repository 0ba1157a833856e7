"""The rules of the desk, one file per verb.

Every rule is called inside an open `transaction()`, takes who acts (`by`) and when (`now`) as arguments, raises a
typed error where it refuses, and records what happened. The exceptions work through a heap in the background, a bit per
transaction of their own, and are called outside one: `sorting`, `summing`, `noticing`, `toning` and `suggesting`.
"""
