"""Every setting of Webcare, typed and validated once. The only reader of the environment."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).parent
INSTANCE = ROOT / "instance"


class Config(BaseSettings):
    """Read from the environment, then from `.env`; every name carries the prefix `WEBCARE_`."""

    model_config = SettingsConfigDict(
        env_prefix="WEBCARE_", env_file=ROOT / ".env", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    database_url: str = f"sqlite:///{INSTANCE / 'webcare.sqlite3'}"
    secret_key: SecretStr = Field(description="Signs cookies and CSRF tokens; at least 32 characters.", min_length=32)
    credential_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        description="Fernet keys for channel credentials, newest first, separated by commas.", min_length=1
    )
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("http://127.0.0.1:5000", "http://localhost:5000"),
        description="The addresses the desk is served on; a socket from any other origin is refused.",
    )
    secure_cookies: bool = Field(default=False, description="Send cookies over HTTPS only; on whenever HTTPS is used.")
    proxies: int = Field(default=0, ge=0, description="How many trusted reverse proxies stand in front.")
    x_api_url: str = Field(default="https://api.x.com", description="Where X's API lives; a simulator in development.")
    media_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("https://pbs.twimg.com", "https://video.twimg.com", "https://ton.twitter.com"),
        description="The only origins pictures of customers are fetched from.",
    )
    poll_seconds: float = Field(default=15.0, gt=0, description="How often a channel is asked for new messages.")
    session_idle_hours: int = Field(default=12, gt=0)
    session_days: int = Field(default=14, gt=0)
    demo: bool = Field(default=False, description="Show the demo log-ins on the log-in page.")

    @field_validator("credential_keys", "origins", "media_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
