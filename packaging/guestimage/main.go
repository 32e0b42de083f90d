// Command guestimage makes the micro guest of `make run` in the directory that
// is its argument and prints three lines: kernel, initial file system, kernel
// command line. With --hardware before the directory it is one that can use
// devices of its host.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/novacron/novacron/internal/guestimage"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := build(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func build(ctx context.Context, args []string, stdout io.Writer) error {
	var options guestimage.Options
	if len(args) > 0 && args[0] == "--hardware" {
		options.Hardware, args = true, args[1:]
	}
	if len(args) != 1 {
		return fmt.Errorf("usage: guestimage [--hardware] DIR")
	}
	image, err := guestimage.BuildWith(ctx, args[0], options)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "%s\n%s\n%s\n", image.Kernel, image.Initrd, image.Cmdline)
	return err
}
