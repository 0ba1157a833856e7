"""Keys of the brand's accounts, encrypted at rest; how is said in `webcare.sealing`."""

from webcare.sealing import SealUnreadable as CredentialsUnreadable
from webcare.sealing import reseal as rotate
from webcare.sealing import seal as encrypt
from webcare.sealing import unseal as decrypt
from webcare.sealing import use

__all__ = ["CredentialsUnreadable", "decrypt", "encrypt", "rotate", "use"]
