/**
 * Every way in which the program can fail, in the words that a person on a bench reads: `title` says what is wrong,
 * `hint` is the next safe act. A code without words does not compile; docs/ERRORS.md is generated from this table.
 */
export const ERROR_TEXT = {
  // What was asked for
  'bad-request': {
    title: 'The request was not understood',
    hint: 'Correct the field that is named, then try again.',
  },
  'profile-invalid': {
    title: 'The profile has a mistake',
    hint: 'Correct the field that is named in the profile file.',
  },
  'profile-unknown': {
    title: 'There is no such profile',
    hint: 'Name a profile that is listed, or give the path of a profile file.',
  },
  'profile-exists': {
    title: 'There is a profile of this name already',
    hint: 'Choose another name; a built-in profile can be copied, not changed.',
  },
  'namespace-invalid': {
    title: 'The NVS namespace cannot exist on a device',
    hint: 'Use 1 to 15 ASCII characters, for instance deviceprovision.',
  },
  'uuid-invalid': {
    title: 'The UUID is not a UUID',
    hint: 'Give 32 hex digits in the form 8-4-4-4-12, or leave it out to derive it from the MAC.',
  },
  'psk-invalid': {
    title: 'The PSK cannot be used',
    hint: 'Give hex digits drawn at random, 64 unless the profile says otherwise; or leave it out to have them drawn.',
  },
  'ssid-invalid': {
    title: 'The Wi-Fi name cannot be used',
    hint: 'A Wi-Fi name has 1 to 32 bytes (letters outside ASCII take 2 to 4) and no control characters.',
  },
  'wifi-password-invalid': {
    title: 'The Wi-Fi password cannot be used',
    hint: 'Give 8 to 63 printable ASCII characters or 64 hex digits; for an open network say so explicitly.',
  },
  'ca-url-invalid': {
    title: 'The CA address is not a usable URL',
    hint: 'Give it as https://host:port, without user name, query or fragment.',
  },
  'ca-url-insecure': {
    title: 'The CA address is not encrypted, and the request carries the PSK',
    hint: 'Use https://, or allow http for this CA explicitly if the network is yours.',
  },
  'ca-file-invalid': {
    title: 'The file holds no usable CA certificate',
    hint: 'Choose a PEM file that begins with -----BEGIN CERTIFICATE-----, without a private key.',
  },
  'ca-missing': {
    title: 'No certificate authority was named',
    hint: 'Give the CA URL, or switch the registration off.',
  },
  'chip-unknown': {
    title: 'There is no such chip type',
    hint: 'Choose auto, or one of the chips that are listed.',
  },
  'chip-without-wifi': {
    title: 'This chip has no Wi-Fi',
    hint: 'Switch Configure Wi-Fi off for this device.',
  },
  'region-invalid': {
    title: 'The NVS offset or size cannot be used',
    hint: 'Both must be multiples of 0x1000, and the size at least 0x3000.',
  },
  'file-unreadable': {
    title: 'A file could not be read',
    hint: 'Check the path and that you may read it.',
  },
  'file-unwritable': {
    title: 'A file could not be written',
    hint: 'Check the folder, the free space and your permission; the record is kept, save again.',
  },

  // Port
  'port-not-found': {
    title: 'There is no such serial port',
    hint: 'Check the cable and the name of the port, refresh the list and choose again.',
  },
  'port-busy': {
    title: 'The serial port is in use by another program',
    hint: 'Close the serial monitor or flash tool that holds it, then try again.',
  },
  'port-denied': {
    title: 'You may not open this serial port',
    hint: 'On Linux, join the group that owns the port (often dialout), log in anew and try again.',
  },
  'port-unreachable': {
    title: 'The serial server does not answer',
    hint: 'Check its address and that it is running, then try again.',
  },
  'port-failed': {
    title: 'The serial port could not be set up',
    hint: 'Unplug the device, plug it in again and try again.',
  },
  'port-lost': {
    title: 'The device was unplugged',
    hint: 'Plug it in again and run once more; its identity is kept.',
  },

  // Bootloader
  'device-silent': {
    title: 'Nothing answers on this port',
    hint: 'Check the power and that the cable carries data; hold BOOT, press RESET, release BOOT, try again.',
  },
  'device-running': {
    title: 'The device is running its own program instead of the bootloader',
    hint: 'Hold BOOT, press RESET, release BOOT, then try again.',
  },
  'device-boot-mode': {
    title: 'The device was reset but started from its flash instead of the bootloader',
    hint: 'Hold BOOT, press RESET, release BOOT, then try again; the reset line works, the boot pin was not held.',
  },
  'device-boot-loop': {
    title: 'The device restarts over and over: it has no firmware that starts',
    hint: 'Hold BOOT, press RESET, release BOOT and try again; flash firmware before provisioning.',
  },
  'device-no-answer': {
    title: 'The bootloader runs but does not answer: nothing of what is sent arrives',
    hint: 'Check the wire to the RX pin of the device, or use another cable or USB port, then try again.',
  },
  'device-noise': {
    title: 'The line to the device is disturbed',
    hint: 'Use a shorter cable, connect without a hub, or choose 115200 baud.',
  },
  'device-refused': {
    title: 'The bootloader refused a command',
    hint: 'Unplug the device, plug it in again and try again.',
  },
  'device-timeout': {
    title: 'The device stopped answering',
    hint: 'Unplug the device, plug it in again and try again; its identity is kept.',
  },
  'device-not-back': {
    title: 'The device did not come back after its reset: its USB is dead until it loses power',
    hint: 'Unplug it, wait a second, plug it in again and run once more; its identity is kept.',
  },
  'device-changed': {
    title: 'Another device is on the port now',
    hint: 'Plug the first device in again, or start a new run for this one.',
  },
  'stub-failed': {
    title: 'The flasher stub did not start on the device',
    hint: 'Choose 115200 baud, check the power supply and try again.',
  },
  'chip-unsupported': {
    title: 'This chip is not supported',
    hint: 'Use a chip from the list in the user guide, or a newer version of this program.',
  },
  'mac-duplicate': {
    title: 'Another board with this MAC is on record',
    hint: 'Set this board aside. Who knows that both are genuine gives it a UUID of its own.',
  },
  'chip-mismatch': {
    title: 'The device is another chip than the one that was chosen',
    hint: 'Choose auto or the chip that was detected.',
  },
  'mac-invalid': {
    title: 'The MAC address in the eFuses is not valid',
    hint: 'Set this device aside: it cannot be told apart from others.',
  },
  'flash-size-unknown': {
    title: 'The size of the flash could not be read',
    hint: 'Reset the device and try again; if it stays, the flash is faulty or missing.',
  },
  'flash-too-small': {
    title: 'The NVS partition lies beyond the end of the flash',
    hint: 'Choose an offset and size that this flash holds.',
  },
  'partition-table-missing': {
    title: 'The device has no partition table',
    hint: 'Flash the firmware first, then provision.',
  },
  'partition-table-invalid': {
    title: 'The partition table of the device is damaged',
    hint: 'Flash the firmware again with its partition table, then provision.',
  },
  'partition-mismatch': {
    title: 'The NVS offset and size are no NVS partition of this device',
    hint: 'Use the offset and size of one of the partitions that are listed.',
  },
  'partition-not-named': {
    title: 'This device has more than one NVS partition, or none',
    hint: 'Name one of the partitions that are listed.',
  },
  'partition-not-found': {
    title: 'The device has no NVS partition with this label',
    hint: 'Use the label of one of the partitions that are listed, or flash the firmware that has it.',
  },
  'region-protected': {
    title: 'This region holds what the device needs to start or to read its settings',
    hint: 'Choose the region of an NVS partition: bootloader, partition table, apps and keys cannot be overridden.',
  },
  'flash-encrypted': {
    title: 'This device encrypts its flash; a plain NVS image would not be readable',
    hint: 'Set this device aside, or provision it before flash encryption is switched on.',
  },
  'secure-download': {
    title: 'This device is in secure download mode and cannot be read back',
    hint: 'Set this device aside: what is written could not be verified.',
  },

  'nvs-encrypted': {
    title: 'This device encrypts its settings; a plain NVS image would not be readable',
    hint: 'Use a profile that names its encryption (key-partition or hmac), with the key where one is needed.',
  },
  'encryption-key-missing': {
    title: 'There is no key with which the settings could be encrypted',
    hint: 'Give the key file of this device; no eFuse is ever burnt by this program.',
  },
  'encryption-key-wrong': {
    title: 'The NVS encryption key is not the one of this device',
    hint: 'Give the key with which the device was made, or erase its NVS partition first.',
  },
  'secure-boot': {
    title: 'This device starts signed firmware only, and ours was not signed for it',
    hint: 'Provision it with the firmware that it has, or flash signed firmware with the tools of its maker.',
  },

  // Firmware
  'firmware-invalid': {
    title: 'The firmware file cannot be used',
    hint: 'Build the firmware again, or choose flasher_args.json, manifest.json or a .bin of it.',
  },
  'firmware-not-found': {
    title: 'The firmware that was chosen is no longer at hand',
    hint: 'Choose the firmware file again, then start the run once more.',
  },
  'firmware-wrong-chip': {
    title: 'The firmware is for another chip',
    hint: 'Choose the firmware that was built for the chip of this device.',
  },
  'firmware-too-large': {
    title: 'The firmware does not fit the flash of this device',
    hint: 'Choose a firmware that was built for this size of flash and this partition table.',
  },
  'firmware-overlaps-nvs': {
    title: 'The firmware has data of its own where the settings of the device go',
    hint: 'Choose another NVS partition, or a firmware image that leaves this one blank.',
  },

  // Identity and records
  'uuid-in-use': {
    title: 'This UUID belongs to another device on record',
    hint: 'Give each device a UUID of its own.',
  },
  'record-conflict': {
    title: 'Another run has given this device another identity meanwhile',
    hint: 'Let one station alone work on this device and run once more; the identity on record is used.',
  },
  'record-failed': {
    title: 'The records could not be read or written',
    hint: 'Check the free space and the permissions of the data folder, then run once more; nothing is lost.',
  },
  'record-not-found': {
    title: 'There is no such record',
    hint: 'List the records and use an id, MAC or UUID from there.',
  },
  'secrets-locked': {
    title: 'The secrets in the records cannot be opened',
    hint: 'Use the key file or passphrase with which the records were made; nothing was deleted.',
  },

  // Certificate authority
  'ca-unreachable': {
    title: 'The certificate authority cannot be reached',
    hint: 'Test the CA URL, the network and the firewall; trying again with the same credentials is safe.',
  },
  'ca-timeout': {
    title: 'The certificate authority did not finish answering in time',
    hint: 'It may already have this device; trying again with the same credentials is safe.',
  },
  'ca-untrusted': {
    title: 'The certificate authority cannot prove who it is',
    hint: 'Give the CA file that signed its TLS certificate, or ask its administrator.',
  },
  'ca-redirected': {
    title: 'The certificate authority tried to send us elsewhere; nothing was sent there',
    hint: 'Check the CA URL; give the final address.',
  },
  'ca-not-a-ca': {
    title: 'What answered is not a certificate authority',
    hint: 'Check the CA URL, and whether the network asks for a login first.',
  },
  'ca-answer-invalid': {
    title: 'The answer of the certificate authority was not understood',
    hint: 'Check that the CA URL belongs to a server with this interface.',
  },
  'ca-refused': {
    title: 'The certificate authority refused this device',
    hint: 'Read its message, ask its administrator, then try again; the identity is kept.',
  },
  'ca-conflict': {
    title: 'The certificate authority knows this device already and gave no certificate',
    hint: 'Ask its administrator to release or re-issue it, then try again; the identity is kept.',
  },
  'ca-unauthorized': {
    title: 'The certificate authority does not accept our token',
    hint: 'Give a valid token, then try again.',
  },
  'ca-failed': {
    title: 'The certificate authority has a problem of its own',
    hint: 'Wait a moment and try again; if it stays, tell its administrator.',
  },
  'certificate-invalid': {
    title: 'The certificate of the CA cannot be used',
    hint: 'Tell the administrator of the CA what is named here; the identity is kept.',
  },
  'certificate-wrong-device': {
    title: 'The CA answered with a certificate for a different device',
    hint: 'Tell the administrator of the CA; try again, the identity is kept.',
  },
  'certificate-expired': {
    title: 'The certificate is not valid at this time',
    hint: 'Check the clock of this computer and of the CA, then try again.',
  },
  'certificate-untrusted': {
    title: 'The certificate was not signed by the CA that was named with it',
    hint: 'Tell the administrator of the CA; try again, the identity is kept.',
  },
  'certificate-too-long': {
    title: 'The certificate is too long for the device',
    hint: 'Ask the CA for a certificate without its chain.',
  },

  // Image, flash, verify
  'nvs-too-small': {
    title: 'The data does not fit the NVS partition',
    hint: 'Choose a larger NVS partition.',
  },
  'nvs-unreadable': {
    title: 'The NVS partition cannot be read',
    hint: 'If it is encrypted, give its key. If the firmware cannot read it either, provision the device anew.',
  },
  'nvs-key-missing': {
    title: 'The NVS partition holds no such key',
    hint: 'Look at what is in it, and mind capital letters.',
  },
  'nvs-changed': {
    title: 'The NVS partition is another one than the one that was shown',
    hint: 'Read it again, look at the difference again, then write.',
  },
  'nvs-write-failed': {
    title: 'Writing the NVS partition did not come to its end',
    hint: 'Connect the device again and restore the partition as it was: esp32-provisioner nvs restore.',
  },
  'restore-pending': {
    title: 'Writing the NVS partition of this device was interrupted before',
    hint: 'Restore the partition as it was (esp32-provisioner nvs restore), or provision the device anew.',
  },
  'restore-missing': {
    title: 'No partition is kept of this device',
    hint: 'There is nothing to restore: its last write came to its end, or another computer did it.',
  },
  'nvs-value-invalid': {
    title: 'The value does not fit its type',
    hint: 'Give numbers in decimal or 0x hex, and blobs as pairs of hex digits.',
  },
  'nvs-invalid': {
    title: 'The NVS image could not be built',
    hint: 'Correct the value that is named, then try again.',
  },
  'flash-failed': {
    title: 'Writing to the flash failed',
    hint: 'Check cable and power and run once more; the identity is kept.',
  },
  'flash-write-protected': {
    title: 'The flash is write-protected: it keeps nothing of what is written',
    hint: 'Set this device aside, or release the WP pin of its flash chip and run once more; the identity is kept.',
  },
  'verify-failed': {
    title: 'The flash does not hold what was written',
    hint: 'Check cable and power and run once more; if it stays, the flash is faulty.',
  },

  // Firmware and Wi-Fi
  'boot-silent': {
    title: 'The device did not start its firmware',
    hint: 'Press RESET once and look at the boot log.',
  },
  'boot-download-mode': {
    title: 'The device stayed in the bootloader',
    hint: 'Press RESET once, with BOOT released.',
  },
  'boot-loop': {
    title: 'The firmware restarts over and over',
    hint: 'Flash a firmware that starts, then run once more.',
  },
  'wifi-no-console': {
    title: 'The firmware does not answer Wi-Fi commands',
    hint: 'Wi-Fi is not confirmed. Check that the firmware speaks the dialect of the profile.',
  },
  'wifi-command-refused': {
    title: 'The firmware refused a Wi-Fi command',
    hint: 'Check that the firmware has the AT commands of the profile.',
  },
  'wifi-no-scan': {
    title: 'This firmware cannot list the Wi-Fi networks that it sees',
    hint: 'Type the name of the network.',
  },
  'wifi-wrong-password': {
    title: 'The device could not join: the Wi-Fi password is wrong',
    hint: 'Correct the password and run once more.',
  },
  'wifi-no-such-network': {
    title: 'The device does not see this Wi-Fi network',
    hint: 'Check the name (upper and lower case count), that it is on 2.4 GHz (the ESP32-C5 also joins 5 GHz), and the distance.',
  },
  'wifi-join-failed': {
    title: 'The device could not join the Wi-Fi network',
    hint: 'Check the access point and the distance, then run once more.',
  },
  'wifi-timeout': {
    title: 'The device did not report an IP address in time',
    hint: 'Check the signal and the DHCP server, then run once more.',
  },

  // The program
  cancelled: {
    title: 'Stopped',
    hint: 'Start again when ready; what was recorded is kept.',
  },
  internal: {
    title: 'Something broke inside the program',
    hint: 'Try again; if it happens again, report it with the diagnostics.',
  },
} as const satisfies Record<string, { title: string; hint: string }>;
