"""The parts of one running simulator."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from webcare.simulator.faults import Faults
from webcare.simulator.limits import Limits
from webcare.simulator.signature import Signatures
from webcare.simulator.store import Store, fact
from webcare.simulator.world import World


@dataclass
class Engine:
    """What the API, the control page and the player work on."""

    store: Store
    brand: str = "spoorlijn"
    brand_name: str = "Spoorlijn"
    limits: Limits = field(default_factory=Limits)
    faults: Faults = field(default_factory=Faults)
    signatures: Signatures = field(default_factory=Signatures)
    world: World = field(init=False)
    brand_id: int = field(init=False)

    def __post_init__(self) -> None:
        """Make the brand's account where it is not there yet."""
        self.world = World(self.store)
        with self.store.writing() as connection:
            facts = {"name": self.brand_name, "verified": True, "followers": 184_203}
            self.brand_id = self.world.account(connection, self.brand, **facts)

    def keys(self) -> dict[str, str]:
        """The brand's keys to the API."""
        with self.store.writing() as connection:
            return self.world.credentials(connection, self.brand_id)

    def keys_of(self, handle: str) -> dict[str, str]:
        """The keys of any account here, made on first use: as its owner finds them in the developer portal."""
        with self.store.writing() as connection:
            number = self.world.account(connection, handle)
            return self.world.credentials(connection, number) | {"user_id": str(number), "handle": handle}

    def recall(self, name: str) -> Any:
        """Something noted earlier, or None."""
        with self.store.reading() as connection:
            return connection.scalar(fact.select().with_only_columns(fact.c.value).where(fact.c.name == name))

    def note(self, name: str, value: object, connection: Connection) -> None:
        """Keep something for the next start."""
        connection.execute(fact.insert().prefix_with("OR REPLACE").values(name=name, value=value))
