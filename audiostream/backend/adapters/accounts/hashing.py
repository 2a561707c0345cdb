"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id with the least that OWASP recommends: 19 MiB, 2 passes, 1 lane.

    https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html

    Django's own 100 MiB and 8 lanes would take a server's memory and cores with a few who log in at once. A hash with
    other parameters is replaced when its owner next logs in.
    """

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
