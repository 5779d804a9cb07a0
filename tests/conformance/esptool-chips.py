"""Prints what esptool's own classes say of each chip, as JSON: {name: facts}."""

import importlib
import json
import sys
from pathlib import Path

import espefuse
import yaml
from esptool.targets import CHIP_DEFS


def facts(chip):
    rom = chip.__new__(chip)
    rom.read_reg = lambda *_args, **_more: 0
    rom.read_efuse = lambda *_args, **_more: 0
    return {
        "title": chip.CHIP_NAME,
        "chipId": chip.IMAGE_CHIP_ID,
        "bootloaderOffset": chip.BOOTLOADER_FLASH_OFFSET,
        "usbSerialJtag": chip.USB_SERIAL_JTAG_SUPPORTED,
        "usbOtg": chip.USB_OTG_SUPPORTED,
        "watchdogReset": chip.WATCHDOG_RESET_SUPPORTED,
        "flash32BitAddresses": chip.FLASH_32BIT_ADDR_SUPPORTED,
        "securityInfo": chip.SECURITY_INFO_SUPPORTED,
        "hmac": "HMAC_UP" in chip.KEY_PURPOSES.values(),
        "features": rom.get_chip_features(),
        "revisions": revisions(chip),
        "eui64": rom.read_mac("EUI64") is not None,
        "registers": {**registers(chip), "uniqueId": unique_id(chip)},
    }


def revisions(chip):
    """What esptool makes of eFuses full of noise, which chip-table.test.ts makes as well."""
    rom = chip.__new__(chip)
    found = []
    for seed in range(64):
        rom.read_reg = lambda address, *_args, seed=seed, **_more: noise(address, seed)
        found.append(rom.get_chip_revision())
    return found


def noise(address, seed):
    return ((address + seed) * 2654435761 >> 7) & 0xFFFFFFFF


def registers(chip):
    names = {
        "spi": "SPI_REG_BASE",
        "mac": "MAC_EFUSE_REG",
        "uartClockDivider": "UART_CLKDIV_REG",
        "cryptCount": "EFUSE_SPI_BOOT_CRYPT_CNT_REG",
        "cryptCountMask": "EFUSE_SPI_BOOT_CRYPT_CNT_MASK",
        "secureBoot": "EFUSE_SECURE_BOOT_EN_REG",
        "secureBootMask": "EFUSE_SECURE_BOOT_EN_MASK",
        "watchdogConfig": "RTC_CNTL_WDTCONFIG0_REG",
        "watchdogTimeout": "RTC_CNTL_WDTCONFIG1_REG",
        "watchdogProtect": "RTC_CNTL_WDTWPROTECT_REG",
    }
    return {name: getattr(chip, theirs, None) for name, theirs in names.items()}


def unique_id(chip):
    """Where espefuse reads OPTIONAL_UNIQUE_ID, if the chip has such a field."""
    name = chip.CHIP_NAME.lower().replace("-", "")
    folder = Path(espefuse.__file__).parent
    fields = yaml.safe_load((folder / "efuse_defs" / f"{name}.yaml").read_text())
    field = next(
        (
            fuses["OPTIONAL_UNIQUE_ID"]
            for fuses in fields.values()
            if isinstance(fuses, dict) and "OPTIONAL_UNIQUE_ID" in fuses
        ),
        None,
    )
    if field is None:
        return None
    memory = importlib.import_module(f"espefuse.efuse.{name}.mem_definition")
    blocks = memory.EfuseDefineBlocks.BLOCKS
    start = next(block[3] for block in blocks if block[2] == field["blk"])
    return start + 4 * field["word"]


json.dump({name: facts(CHIP_DEFS[name]) for name in sys.argv[1:]}, sys.stdout)
