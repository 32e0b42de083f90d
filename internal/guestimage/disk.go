package guestimage

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

const (
	// diskBytes is room for a kernel and an initial file system.
	diskBytes = 64 << 20
	// partitionAt is where the one partition begins, in sectors of 512 bytes.
	partitionAt = 2048

	grubFolder = "/usr/lib/grub/i386-pc"
)

// Disk makes a qcow2 disk at path that boots the image by itself, by BIOS and
// GRUB. The kernel's command line is the image's, and mark after it. It needs
// mke2fs, grub-mkimage and qemu-img, and mounts nothing.
func Disk(ctx context.Context, image Image, mark, path string) error {
	work, err := os.MkdirTemp("", "guestdisk")
	if err != nil {
		return fmt.Errorf("make guest disk: %w", err)
	}
	defer os.RemoveAll(work) //nolint:errcheck // what is left is in the way of nothing
	raw := filepath.Join(work, "disk.raw")
	steps := []func() error{
		func() error { return fillDisk(ctx, image, mark, work, raw) },
		func() error { return makeBootable(ctx, work, raw) },
		func() error {
			_, err := output(ctx, work, "qemu-img", "convert", "-q", "-O", "qcow2", raw, path)
			return err
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("make guest disk: %w", err)
		}
	}
	return nil
}

// fillDisk makes the partition's file system with what boots.
func fillDisk(ctx context.Context, image Image, mark, work, raw string) error {
	root := filepath.Join(work, "root")
	if err := os.MkdirAll(filepath.Join(root, "boot", "grub"), 0o755); err != nil {
		return err
	}
	config := "linux /vmlinuz " + image.Cmdline + " " + mark + "\ninitrd /initrd\nboot\n"
	err := errors.Join(
		copyFile(image.Kernel, filepath.Join(root, "vmlinuz")),
		copyFile(image.Initrd, filepath.Join(root, "initrd")),
		os.WriteFile(filepath.Join(root, "boot", "grub", "grub.cfg"), []byte(config), 0o600),
	)
	if err != nil {
		return err
	}
	_, err = output(ctx, work, "mke2fs", "-q", "-t", "ext2", "-d", root, "-E", "offset="+strconv.Itoa(partitionAt*512),
		raw, strconv.Itoa((diskBytes-partitionAt*512)>>10)+"k")
	return err
}

// makeBootable writes GRUB in front of the partition: its first sector loads
// its core from the sector behind it, which is where both expect each other
// when nothing is patched into them.
func makeBootable(ctx context.Context, work, raw string) error {
	core := filepath.Join(work, "core.img")
	if _, err := output(ctx, work, "grub-mkimage", "-O", "i386-pc", "-d", grubFolder, "-p", "(hd0,msdos1)/boot/grub", "-o", core,
		"biosdisk", "part_msdos", "ext2", "linux", "normal", "configfile", "boot"); err != nil {
		return err
	}
	first, err := os.ReadFile(filepath.Join(grubFolder, "boot.img"))
	if err != nil {
		return err
	}
	second, err := os.ReadFile(core)
	if err != nil {
		return err
	}
	if len(first) < 440 || len(second) > (partitionAt-1)*512 {
		return errors.New("GRUB does not fit in front of the partition")
	}
	sector := make([]byte, 512)
	copy(sector, first[:440])
	copy(sector[446:], "\x80\xfe\xff\xff\x83\xfe\xff\xff") // active, CHS unused, Linux
	binary.LittleEndian.PutUint32(sector[454:], partitionAt)
	binary.LittleEndian.PutUint32(sector[458:], diskBytes/512-partitionAt)
	copy(sector[510:], "\x55\xaa")
	f, err := os.OpenFile(raw, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(slices.Concat(sector, second), 0)
	return errors.Join(err, f.Truncate(diskBytes), f.Close())
}
