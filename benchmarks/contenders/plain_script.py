"""The script that one would write without AimCrawl: requests, BeautifulSoup, one ORM commit an item.

It fetches page after page and knows this one layout by heart. It keeps no revisions, no captures and no evidence, does
not retry and reads no robots.txt.

    python plain_script.py ADDRESS DATABASE
"""

from __future__ import annotations

import datetime as dt
import sys
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup, Tag
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    """The script's tables."""


class News(Base):
    """One item."""

    __tablename__ = "news"
    id: Mapped[int] = mapped_column(primary_key=True)
    published: Mapped[dt.date] = mapped_column(index=True)
    title: Mapped[str]
    text: Mapped[str]


def crawl(url: str, session: Session) -> None:
    """Walk the pages from ``url`` on and keep what is not there yet."""
    with requests.Session() as client:
        client.trust_env = False
        address: str | None = url
        while address:
            soup = BeautifulSoup(client.get(address, timeout=60).content, "html.parser")
            for date in soup.select("p.newsdate"):
                save(date, session)
            onward = soup.select("p.pages > a")[-1]
            address = urljoin(address, str(onward["href"])) if onward.string == "next" else None


def save(date: Tag, session: Session) -> None:
    """Keep the item that begins with ``date``, in a transaction of its own."""
    published = dt.datetime.strptime(date.get_text(strip=True), "%d %B %Y").date()  # noqa: DTZ007 - a day has no zone
    title, texts = "", []
    for sibling in date.find_next_siblings(["h3", "p", "ul"]):
        if not isinstance(sibling, Tag) or sibling.get("class"):
            break
        if sibling.name == "h3":
            title = sibling.get_text(strip=True)
        else:
            texts += [part.get_text(" ", strip=True) for part in (sibling.find_all("li") or [sibling])]
    text = "\n\n".join(filter(None, texts))
    if session.scalar(select(News).filter_by(published=published, title=title, text=text)) is None:
        session.add(News(published=published, title=title, text=text))
        session.commit()


def main() -> None:
    """Crawl the address into the database of the command line."""
    url, database = sys.argv[1:]
    engine = create_engine(f"sqlite:///{database}")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        crawl(url, session)
        print(session.query(News).count())


if __name__ == "__main__":
    main()
