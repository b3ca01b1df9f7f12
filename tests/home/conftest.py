from tests.home.seeded import seed, seed_people, small_pictures

__all__ = ["seed", "seed_people", "small_pictures"]
