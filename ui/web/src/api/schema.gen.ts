// Made from api/openapi.json by `npm run gen`. Do not edit.

export interface paths {
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List audit records, newest first */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the whole audit
         * @description JSON lines, oldest first: one that names the format and the node, each record exactly as it is kept, and one with the signed head. Each record has the SHA-256 of the line before it as `previous`. An export that does not end with a head is not whole.
         */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/head": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign the present head of the audit
         * @description Keep it elsewhere: with it `novacron audit verify --heads` proves of an export that nothing up to this record was changed since.
         */
        get: operations["getAuditHead"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cloudinit/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show what a guest would be told at its first boot
         * @description Checks what cloud-init would be given when a VM is created, and answers the files. Makes nothing.
         */
        post: operations["previewCloudInit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List events, oldest first
         * @description From the node's own outbox; works while the bus does not.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List images */
        get: operations["listImages"];
        put?: never;
        /**
         * Import an image
         * @description From a URL, or from a volume: what a browser uploads is a volume first, and taken then. Answers when the operation is durable; follow it at Location. The file is inspected before the image becomes ready: one that names other files, is cut off, contradicts itself or is absurdly large is refused and removed, and the image says why in refused and error.
         */
        post: operations["importImage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/images/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an image */
        get: operations["getImage"];
        put?: never;
        post?: never;
        /**
         * Delete an image
         * @description Refused, with their list, while disks need it.
         */
        delete: operations["deleteImage"];
        options?: never;
        head?: never;
        /**
         * Change what people say of an image
         * @description What is left out stays as it is.
         */
        patch: operations["updateImage"];
        trace?: never;
    };
    "/api/v1/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in
         * @description A session's secret is kept only as a hash and cannot be sent again: the session of a repeated request with the same Idempotency-Key takes the place of the first one's. With dryRun the name and password are checked, which counts as an attempt, and no session is started.
         */
        post: operations["logIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the session */
        post: operations["logOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say who asks */
        get: operations["getIdentity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a summary of the node's figures */
        get: operations["getNodeMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/networks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List networks */
        get: operations["listNetworks"];
        put?: never;
        /**
         * Create a network
         * @description Refused, with the mend, when its addresses overlap another network or a route of the host.
         */
        post: operations["createNetwork"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/networks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a network */
        get: operations["getNetwork"];
        put?: never;
        post?: never;
        /**
         * Stop and delete a network
         * @description Refused, with their names, while VMs are on it, unless forced.
         */
        delete: operations["deleteNetwork"];
        options?: never;
        head?: never;
        /**
         * Change a network
         * @description Autostart and the DHCP range hold at once, the domain and MTU at its next start.
         */
        patch: operations["updateNetwork"];
        trace?: never;
    };
    "/api/v1/networks/{id}/hosts/{mac}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keep an address for a network card
         * @description At once, without disturbing who has a lease.
         */
        put: operations["setDHCPHost"];
        post?: never;
        /** Give a kept address free */
        delete: operations["deleteDHCPHost"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/networks/{id}/leases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what a network's DHCP server gave out */
        get: operations["listLeases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/networks/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a network */
        post: operations["startNetwork"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/networks/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a network
         * @description Refused, with their names, while running VMs are on it, unless forced.
         */
        post: operations["stopNetwork"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/node": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Describe the node, its hypervisor and what to look at */
        get: operations["getNode"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/node/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the host's devices that VMs can be given */
        get: operations["listHostDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/node/hardware": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Describe what hardware VMs can have on this host */
        get: operations["getHardwareOptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/node/interfaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the host's bridges and network cards */
        get: operations["listHostInterfaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List operations, newest first */
        get: operations["listOperations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an operation, or wait for its end */
        get: operations["getOperation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operations/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a running operation to stop
         * @description It ends as canceled, or as succeeded when it was too late. A repeated request with the same Idempotency-Key is told how it stands.
         */
        post: operations["cancelOperation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List storage pools */
        get: operations["listPools"];
        put?: never;
        /**
         * Create a storage pool
         * @description Defines it, makes its folder, starts it. Administrators only: a pool names folders and devices of the host.
         */
        post: operations["createPool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pools/kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the kinds of pool that this host can have, and why not the others */
        get: operations["listPoolKinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pools/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a storage pool */
        get: operations["getPool"];
        put?: never;
        post?: never;
        /**
         * Remove the definition of a storage pool
         * @description Its volumes stay where they are. Refused, naming them, while VMs or images use volumes of it.
         */
        delete: operations["deletePool"];
        options?: never;
        head?: never;
        /**
         * Change a storage pool
         * @description What is left out stays as it is.
         */
        patch: operations["updatePool"];
        trace?: never;
    };
    "/api/v1/pools/{id}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look again at what lies in a storage pool */
        post: operations["refreshPool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pools/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a storage pool */
        post: operations["startPool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pools/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a storage pool; its volumes stay */
        post: operations["stopPool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say whether the first administrator is still to be made */
        get: operations["getSetupState"];
        put?: never;
        /**
         * Make the first administrator with the setup code, and log in
         * @description A repeated request with the same Idempotency-Key, name, code and password logs in: its session takes the place of the first one's. With dryRun everything is checked, which counts as an attempt, and the code stays good.
         */
        post: operations["setUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the setup code
         * @description Over the local socket only. Every call makes a new code, which ends the one before it, and so does one that is repeated with the same Idempotency-Key: a code is kept only as a hash and cannot be sent again.
         */
        post: operations["createSetupCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List API tokens, without their secrets */
        get: operations["listTokens"];
        put?: never;
        /**
         * Make an API token
         * @description The answer holds its secret, which is kept only as a hash and never sent again: a repeated request with the same Idempotency-Key is a conflict that names the token, to be deleted when the first answer was lost.
         */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an API token */
        delete: operations["deleteToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin an upload of a volume
         * @description Answers with where the bytes go. The upload is an operation (its id is the upload's): it goes on until every byte came, over restarts, and is canceled as any operation is; then, or when nothing came for a day, nothing is left of it. At the end the checksum is compared, and the content inspected before anything opens it: what is not what format says, names other files or is damaged is refused and removed.
         */
        post: operations["createUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell how far an upload is */
        get: operations["getUpload"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Send bytes of an upload
         * @description The body is bytes, as many as there are or a part of them. When the connection breaks, ask for the offset with GET or HEAD and go on from there: what came is kept. A second request ends the first. With the last byte the operation goes on to examine them: wait for it at /operations/{id}.
         */
        patch: operations["writeUpload"];
        trace?: never;
    };
    "/api/v1/vms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List VMs
         * @description From the node's records, without asking the hypervisor.
         */
        get: operations["listVMs"];
        put?: never;
        /**
         * Create a VM
         * @description Answers when the operation is durable; follow it at Location.
         */
        post: operations["createVM"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a VM from an archive that lies in a pool
         * @description An OVA of NovaCron's or of another maker's (VMware: OVF 1.x with VMDK disks). Upload it as a volume first. What of its description is not understood is told in the operation's warnings.
         */
        post: operations["importVM"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a VM */
        get: operations["getVM"];
        /**
         * Replace what can be changed of a VM
         * @description A title, description, labels or autostart that is left out becomes empty. Live where the hypervisor can, else at the next start: the operation's changes say which.
         */
        put: operations["replaceVM"];
        post?: never;
        /**
         * Delete a VM
         * @description Undefines it. CD-ROMs and files outside of storage pools are never deleted.
         */
        delete: operations["deleteVM"];
        options?: never;
        head?: never;
        /**
         * Change a VM
         * @description What is left out stays as it is. Live where the hypervisor can, else at the next start: the operation's changes say which.
         */
        patch: operations["updateVM"];
        trace?: never;
    };
    "/api/v1/vms/{id}/addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask for a VM's addresses now
         * @description The guest agent, the networks' DHCP servers and the host's neighbor table are asked.
         */
        get: operations["listVMAddresses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/agent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask a guest's agent who it is and what the guest is
         * @description All of it is the guest's word.
         */
        get: operations["getVMAgent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/agent/exec": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a command in a guest and wait for its end
         * @description As root there, without a shell. What it is told and says is kept nowhere; the audit says that there was one. Ends as timeout when it takes too long: then the guest is asked to kill it. Administrators only.
         */
        post: operations["execInVM"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/agent/filesystems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a guest's filesystems and their use */
        get: operations["listVMFilesystems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/agent/freeze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Freeze a guest's filesystems
         * @description The operation lasts as long as they are frozen: they are thawed when the time is over, by thaw, when it is canceled, and after a crash of NovaCron at its next start.
         */
        post: operations["freezeVM"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/agent/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set the password of an account of a guest
         * @description It is kept nowhere. Administrators only.
         */
        post: operations["setVMPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/agent/thaw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Thaw a guest's filesystems, whoever froze them
         * @description Answers the operation that does it: the freeze's own where there is one.
         */
        post: operations["thawVM"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/agent/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List who is logged in to a guest */
        get: operations["listVMUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/clone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a VM after this one
         * @description After a shut off VM or a template. The clone has an id, hardware addresses and UEFI variables of its own; what its guest has of the original's is told in the operation's warnings. Linked clones need a template.
         */
        post: operations["cloneVM"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/cloudinit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show what a VM's guest is told at its first boot
         * @description Read from the VM's seed CD.
         */
        get: operations["getVMCloudInit"];
        /**
         * Tell a VM's guest something else
         * @description Writes its seed CD anew, with a new instance id: at the next boot cloud-init does everything again.
         */
        put: operations["replaceVMCloudInit"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/console": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Attach to a VM's serial console (WebSocket)
         * @description Binary frames carry what is printed and typed; text frames are refused. With a ticket, an API token or on the local socket; a session's cookie alone does not do. Who joins other watchers first gets what it printed lately. What fails before the upgrade is answered as a problem, but to a browser, which cannot read that, as after it; after it, the connection is closed with 1000 when the VM stopped, 1001 when NovaCron stops, 1003 for a text frame, and else with 4000 plus the status of the code, the reason being 'code: sentence': 4401 when the session ended, 4409 when another took the console over, 4429 for a reader that is too slow, 4503 when the hypervisor went away.
         */
        get: operations["openVMConsole"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/consoles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell what consoles a VM has now, and if not, why */
        get: operations["getVMConsoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/disks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a disk to a VM
         * @description The operation's changes say what the running VM has now and what takes hold at its next start; what waits is in the VM's pending. With dryRun the answer says so before.
         */
        post: operations["addDisk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/disks/{device}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a disk from a VM
         * @description A guest that does not let go of it in time ends the operation as timeout. The operation's changes say what the running VM has now and what takes hold at its next start; what waits is in the VM's pending. With dryRun the answer says so before.
         */
        delete: operations["removeDisk"];
        options?: never;
        head?: never;
        /**
         * Change a disk, insert or eject a medium
         * @description The operation's changes say what the running VM has now and what takes hold at its next start; what waits is in the VM's pending. With dryRun the answer says so before.
         */
        patch: operations["changeDisk"];
        trace?: never;
    };
    "/api/v1/vms/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a shut off VM as one file
         * @description An OVF 2.0 package with qcow2 disks and checksums (OVA, a tar). It is made while it is read; the header Novacron-Operation names the operation, which holds the VM meanwhile, tells how far it is and can be canceled. A file that was not read to its end ends without the tar's own end.
         */
        get: operations["exportVM"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/hardware": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change what a VM has beside disks and network interfaces
         * @description What is left out stays as it is. The operation's changes say what the running VM has now and what takes hold at its next start; what waits is in the VM's pending. With dryRun the answer says so before.
         */
        patch: operations["changeHardware"];
        trace?: never;
    };
    "/api/v1/vms/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Press keys together on a VM's keyboard
         * @description Names of keys with hyphens between them: ctrl-alt-delete, alt-f4, super-l. They are pressed in this order.
         */
        post: operations["pressVMKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/nics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a network interface to a VM
         * @description The operation's changes say what the running VM has now and what takes hold at its next start; what waits is in the VM's pending. With dryRun the answer says so before.
         */
        post: operations["addNIC"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/nics/{mac}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a network interface from a VM
         * @description The operation's changes say what the running VM has now and what takes hold at its next start; what waits is in the VM's pending. With dryRun the answer says so before.
         */
        delete: operations["removeNIC"];
        options?: never;
        head?: never;
        /**
         * Change a network interface
         * @description The operation's changes say what the running VM has now and what takes hold at its next start; what waits is in the VM's pending. With dryRun the answer says so before.
         */
        patch: operations["changeNIC"];
        trace?: never;
    };
    "/api/v1/vms/{id}/nics/{mac}/firewall": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the firewall of a network interface */
        get: operations["getFirewall"];
        /**
         * Set the firewall of a network interface
         * @description Stateful; the first rule that fits decides. Anti-spoofing is on unless it is switched off. It holds at once, for a running VM too, as a network filter of libvirt. What the host itself sends to the VM is not filtered.
         */
        put: operations["setFirewall"];
        post?: never;
        /**
         * Remove the firewall of a network interface
         * @description Everything passes then.
         */
        delete: operations["deleteFirewall"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hold a VM's CPUs */
        post: operations["pauseVM"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/poweroff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Power a VM off at once, as pulling the plug does */
        post: operations["poweroffVM"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/reboot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the guest to reboot */
        post: operations["rebootVM"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reset a VM at once, as its button does */
        post: operations["resetVM"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a VM from its saved state */
        post: operations["restoreVM"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a paused VM go on */
        post: operations["resumeVM"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/save": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Save a VM's memory to disk and stop it */
        post: operations["saveVM"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/screenshot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a picture of a VM's screen
         * @description Taken now, or a few seconds ago for somebody else.
         */
        get: operations["getVMScreenshot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/shutdown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the guest to shut down; the operation ends as timeout when it does not */
        post: operations["shutdownVM"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/snapshots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a VM's snapshots
         * @description A tree: each names its parent, and one is current.
         */
        get: operations["listSnapshots"];
        put?: never;
        /**
         * Snapshot a VM
         * @description Of a running, paused or stopped VM, BIOS or UEFI. Disks that the guest can write to must lie in storage pools, as qcow2 or raw. The snapshot says in consistency what the guest will find: crash as after a power cut, filesystem when the guest agent brought the file systems to rest, memory when the memory is kept with them.
         */
        post: operations["createSnapshot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/snapshots/{snapshot}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a snapshot */
        get: operations["getSnapshot"];
        put?: never;
        post?: never;
        /**
         * Delete a snapshot
         * @description The point goes, and its data is merged into what builds on it; with dryRun the changes say which file into which. For a VM that is off a QEMU that runs no guest does it. Children become those of its parent. Refused while several branches of a running VM build on it.
         */
        delete: operations["deleteSnapshot"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/snapshots/{snapshot}/revert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Return a VM to a snapshot
         * @description Disks and hardware become as they were, and with memory the VM goes on at that very moment; without, it is off. What was written since the last snapshot is lost. Other snapshots are not touched, and title, description and labels stay.
         */
        post: operations["revertSnapshot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a VM; a saved state is restored */
        post: operations["startVM"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a shut off VM a template, which NovaCron does not start */
        post: operations["makeTemplate"];
        /**
         * Make a template a VM again
         * @description Refused while linked clones lie on its disks.
         */
        delete: operations["unmakeTemplate"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/text": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Type text on a VM's keyboard
         * @description Key by key, about 30 in a second; answers when it is typed, and stops when the connection is closed. The layout is the one that the guest is set to: en-us, en-gb, de, fr or es. A character that it does not have is refused before anything is typed.
         */
        post: operations["typeVMText"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a ticket for a console
         * @description It opens one console of this VM once, within 30 seconds, for who asked for it: connect a WebSocket to its path. A repeated request with the same Idempotency-Key gets a new ticket in the place of the first.
         */
        post: operations["createVMTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/vnc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch a VM's screen by VNC (WebSocket)
         * @description Binary frames carry RFB (RFC 6143), without a password; several can watch at once. With a ticket, an API token or on the local socket; a session's cookie alone does not do. The connection is closed as that of the serial console is.
         */
        get: operations["openVMDisplay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vms/{id}/xml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a VM's definition in the hypervisor's own format */
        get: operations["getVMXML"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/volumes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List volumes */
        get: operations["listVolumes"];
        put?: never;
        /** Create an empty volume */
        post: operations["createVolume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/volumes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a volume */
        get: operations["getVolume"];
        put?: never;
        post?: never;
        /**
         * Delete a volume
         * @description Refused, naming them, while VMs, images or other volumes use it.
         */
        delete: operations["deleteVolume"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/volumes/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a volume
         * @description The bytes as they lie in the pool: for qcow2 its headers and tables. With 'TE: trailers', and without a Range, the trailer Content-Digest (RFC 9530) tells the SHA-256 of what was sent; the length is then in Volume-Size. Refused while a VM may write to the volume.
         */
        get: operations["readVolume"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/volumes/{id}/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Copy a volume, into another pool or format if wanted
         * @description The operation shows how far it is, and can be canceled; then nothing is left of the copy.
         */
        post: operations["copyVolume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/volumes/{id}/resize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the capacity of a volume
         * @description Live when a running VM has it.
         */
        post: operations["resizeVolume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow events (WebSocket)
         * @description Text frames, each a JSON object with one member: event, gap (what followed the cursor is lost: read state anew), or heartbeat (every 20 s and at the beginning; its cursor is as good as an event's). Begins after since, or now when it is left out; resume with the cursor of the last frame, nothing is lost or repeated. The client sends nothing: a frame from it ends the stream with 1008. What fails before the upgrade is answered as a problem; after it the connection is closed with 1001 when NovaCron stops, and else with 4000 plus the status of the code, the reason being 'code: sentence': 4401 when the session ended, 4429 for a reader that is too slow: it may come back.
         */
        get: operations["followEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say that the process answers */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the node's metrics in Prometheus' text format */
        get: operations["getPrometheusMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say whether requests can be served */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        APIToken: {
            /**
             * Format: date-time
             * @description When it was made
             */
            createdAt: string;
            /** @description True when none was made: the answer to ?dryRun=true, without an id and a secret */
            dryRun?: boolean;
            /**
             * Format: date-time
             * @description When it ends; absent for never
             */
            expiresAt?: string;
            /**
             * @description Name of the token among the user's tokens
             * @example tok_7f3a
             */
            id: string;
            /**
             * @description What it is for
             * @example backup script
             */
            label: string;
            /** @description The token itself; shown once, when it is made */
            secret?: string;
            /**
             * @description The user it acts as
             * @example admin
             */
            user: string;
        };
        Ability: {
            /** @description It can be used now */
            available: boolean;
            /**
             * @description What would help
             * @example start it
             */
            mend?: string;
            /**
             * @description Why it cannot
             * @example vm web-1 is shutoff
             */
            reason?: string;
        };
        AddressesBody: {
            /** @description The VM's network interfaces and their addresses */
            items: components["schemas"]["NICAddresses"][];
        };
        AuditHead: {
            /**
             * Format: date-time
             * @description When it was signed
             */
            at: string;
            /** @description Its hash: SHA-256 of its line in an export, in hex */
            hash: string;
            /** @description The Ed25519 public key, in base64 */
            key: string;
            /**
             * @description Whose audit
             * @example n-1f0c2a3b
             */
            node: string;
            /**
             * Format: int64
             * @description The newest record
             * @example 17
             */
            sequence: number;
            /** @description Ed25519 over the lines novacron-audit-head, node, sequence, hash and at, each ended by a line feed; in base64 */
            signature: string;
        };
        AuditRecord: {
            /**
             * Format: date-time
             * @description When it was written
             */
            at: string;
            /** @description What it was to change, from what to what; nothing secret is among it */
            changes?: components["schemas"]["Change"][];
            /** @description Who */
            identity: components["schemas"]["Identity"];
            /**
             * Format: int64
             * @description Sequence of the intent that this belongs to
             */
            intent?: number;
            /** @description The operation it led to */
            operation?: string;
            /** @description Why it failed or was denied; absent when it succeeded */
            outcome?: components["schemas"]["Fault"];
            /**
             * @description Hash of the record before: SHA-256 of its line in an export, in hex. Absent in the first
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            previous?: string;
            /** @description The request */
            requestId?: string;
            /**
             * Format: int64
             * @description Rank in this node's audit
             * @example 17
             */
            sequence: number;
            /**
             * @description Before, taken on as an operation, after, or refused
             * @enum {string}
             */
            stage: "intent" | "accepted" | "outcome" | "denied";
            /** @description Of what */
            target: components["schemas"]["Target"];
            /**
             * @description What was asked
             * @example vm.start
             */
            verb: string;
        };
        Bandwidth: {
            /**
             * Format: int64
             * @description What may go at peak speed; the host counts in 1024 bytes
             */
            burstBytes?: number;
            /**
             * Format: int64
             * @description On average; the host counts in 1000 bytes
             * @example 12500000
             */
            bytesPerSecond: number;
            /**
             * Format: int64
             * @description While a burst lasts; inbound only where the host says so
             */
            peakBytesPerSecond?: number;
        };
        CPUPin: {
            /**
             * @description CPUs of the host
             * @example 0-3,8
             */
            cpus: string;
            /**
             * Format: int64
             * @description Number of the vCPU, from 0
             * @example 0
             */
            vcpu: number;
        };
        CPUTopology: {
            /**
             * Format: int64
             * @description Cores of a socket
             * @example 2
             */
            cores: number;
            /**
             * Format: int64
             * @description CPU sockets
             * @example 1
             */
            sockets: number;
            /**
             * Format: int64
             * @description Threads of a core
             * @example 1
             */
            threads: number;
        };
        Change: {
            /**
             * @description When it takes hold
             * @enum {string}
             */
            applied: "now" | "next_start";
            /**
             * @description What changes
             * @example memoryBytes
             */
            field: string;
            /**
             * @description The value before
             * @example 1073741824
             */
            from?: string;
            /**
             * @description The value after
             * @example 2147483648
             */
            to?: string;
        };
        ChangeDisk: {
            /**
             * @description How the host caches; takes hold at the next start
             * @enum {string}
             */
            cache?: "default" | "none" | "writethrough" | "writeback" | "directsync" | "unsafe";
            /**
             * @description Whether what the guest trims is given back; takes hold at the next start
             * @enum {string}
             */
            discard?: "default" | "unmap" | "ignore";
            /** @description All limits: those not named here go; {} for none */
            ioLimits?: components["schemas"]["IOLimits"];
            /** @description What lies in a CD-ROM or floppy drive; {} ejects */
            media?: components["schemas"]["Media"];
            /** @description Serial number that the guest reads; takes hold at the next start */
            serial?: string;
        };
        ChangeHardware: {
            /** @description Disks by device and NICs by MAC; others are not booted from; next start */
            bootOrder?: string[];
            /** @description All pins: vCPUs not named here run anywhere; [] for none */
            cpuPins?: components["schemas"]["CPUPin"][];
            /** @description CPUs of the host for the VM's other threads; '' for any */
            emulatorCpus?: string;
            /**
             * @description Its variables are lost when it changes; next start
             * @enum {string}
             */
            firmware?: "bios" | "uefi";
            /** @description NUMA nodes that the guest sees; [] for none; next start */
            guestNuma?: components["schemas"]["NUMACell"][];
            /** @description All devices of the host that the VM gets, by id; administrators only */
            hostDevices?: string[];
            /**
             * Format: int64
             * @description Size of the huge pages that back its memory; 0 for none; next start
             * @example 2097152
             */
            hugePageBytes?: number;
            /**
             * Format: int64
             * @description Memory that a running VM can grow to; next start
             */
            maxMemoryBytes?: number;
            /**
             * Format: int64
             * @description vCPUs that a running VM can grow to; next start
             */
            maxVcpus?: number;
            /** @description NUMA nodes of the host that its memory comes from; next start */
            numa?: components["schemas"]["NUMATuning"];
            /** @description Firmware that checks signatures, with Microsoft's keys; uefi only; next start */
            secureBoot?: boolean;
            /** @description How the guest sees its vCPUs grouped; next start */
            topology?: components["schemas"]["CPUTopology"];
            /** @description Its content is lost when it is removed; next start */
            tpm?: components["schemas"]["TPM"];
            /** @description Next start */
            video?: components["schemas"]["Video"];
            /** @description Next start */
            watchdog?: components["schemas"]["Watchdog"];
        };
        ChangeNIC: {
            /**
             * @description Attach it to this bridge of the host
             * @example br0
             */
            bridge?: string;
            /** @description Limit of what the guest receives; 0 bytesPerSecond for none */
            inbound?: components["schemas"]["Bandwidth"];
            /** @description Pull the cable, or plug it in again */
            linkDown?: boolean;
            /**
             * @description What the guest sees; takes hold at the next start
             * @example virtio
             */
            model?: string;
            /**
             * @description Attach it to this libvirt network
             * @example default
             */
            network?: string;
            /** @description Limit of what the guest sends; 0 bytesPerSecond for none */
            outbound?: components["schemas"]["Bandwidth"];
            /**
             * Format: int64
             * @description VLAN tag, 0 for none; for networks that can: Open vSwitch and SR-IOV
             * @example 42
             */
            vlan?: number;
        };
        CloneVM: {
            /** @description What its guest is told at its next boot: with it cloud-init gives it a name and host keys of its own */
            cloudInit?: components["schemas"]["CloudInit"];
            /** @description Free text; the original's when left out */
            description?: string;
            /** @description Its disks are overlays on those of the template, and need them; else copies that stand alone */
            linked?: boolean;
            /**
             * @description Unique on its node
             * @example web-2
             */
            name: string;
            /**
             * @description Pool for its disks; that of each original when left out
             * @example default
             */
            pool?: string;
            /** @description Start it when it is made */
            start?: boolean;
        };
        CloudInit: {
            /**
             * @description With dots the guest's full name; the VM's name when left out
             * @example web-1
             */
            hostname?: string;
            /** @description The guest's whole network configuration; DHCP on the first interface when left out */
            network?: components["schemas"]["CloudInitNIC"][];
            /**
             * @description Installed at the first boot
             * @example [
             *       "nginx"
             *     ]
             */
            packages?: string[];
            /** @description Opens the console, and ssh; only its hash is kept, and goes into the guest */
            password?: string;
            /** @description The same, hashed already: as in /etc/shadow */
            passwordHash?: string;
            /**
             * @description Public keys that may log in, a line of authorized_keys each
             * @example [
             *       "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPb+Ja2bJ7xLu1SxMTXOBCBrDyAtFy5ZzOvUPvPPnVX ada@desk"
             *     ]
             */
            sshKeys?: string[];
            /**
             * @description Made, with sudo; when left out keys and password are for the distribution's own user
             * @example ada
             */
            user?: string;
            /**
             * @description A cloud-config, which begins with the line #cloud-config, or a script, which begins with #!. A cloud-config is joined with the other fields: of a key that both have, this one's value holds, but of users, packages and ssh_authorized_keys both. A script runs beside them. Alone it is handed on as it is
             * @example #cloud-config
             *     timezone: Europe/Berlin
             */
            userData?: string;
        };
        CloudInitFile: {
            /**
             * @description What cloud-init knows it by
             * @example user-data
             */
            name: string;
            /**
             * @description What is in it
             * @example #cloud-config
             *     hostname: web-1
             */
            text: string;
        };
        CloudInitNIC: {
            /**
             * @description Fixed addresses with their prefix length
             * @example [
             *       "192.0.2.10/24"
             *     ]
             */
            addresses?: string[];
            /** @description Ask for an IPv4 address */
            dhcp?: boolean;
            /**
             * @description Where IPv4 goes out
             * @example 192.0.2.1
             */
            gateway?: string;
            /**
             * @description Where IPv6 goes out
             * @example 2001:db8::1
             */
            gateway6?: string;
            /**
             * @description Which interface; that of the same place in the VM's list when left out
             * @example 52:54:00:12:34:56
             */
            mac?: string;
            /**
             * @description DNS servers
             * @example [
             *       "192.0.2.53"
             *     ]
             */
            nameservers?: string[];
            /**
             * @description Domains to look in for short names
             * @example [
             *       "example.org"
             *     ]
             */
            search?: string[];
        };
        CloudInitSeed: {
            /** @description The files on it. Passwords, their hashes and private keys are hidden, as far as they can be told from other text */
            files: components["schemas"]["CloudInitFile"][];
            /**
             * @description With another one cloud-init does everything again
             * @example i-6b1f6c1e-1f2e3d4c
             */
            instanceId: string;
            /**
             * @description Where the CD's volume lies
             * @example default
             */
            pool?: string;
            /**
             * @description The CD's volume
             * @example web-1-seed-6b1f6c1e.iso
             */
            volume?: string;
            /** @description What the user should know */
            warnings?: string[];
        };
        CopyVolume: {
            /**
             * @description Format of the copy; that of the original when left out
             * @enum {string}
             */
            format?: "qcow2" | "raw";
            /**
             * @description Unique in its pool
             * @example data-copy.qcow2
             */
            name: string;
            /**
             * @description Name or id of the pool for the copy; that of the original when left out
             * @example fast
             */
            pool?: string;
        };
        CreateDisk: {
            /**
             * @description virtio when left out; sata for a cdrom
             * @example virtio
             * @enum {string}
             */
            bus?: "virtio" | "sata" | "usb";
            /**
             * @description How the host caches it; the hypervisor's default when left out
             * @enum {string}
             */
            cache?: "none" | "writethrough" | "writeback" | "directsync" | "unsafe";
            /**
             * @description unmap when left out: what the guest trims is given back to the host
             * @enum {string}
             */
            discard?: "unmap" | "ignore";
            /**
             * @description qcow2 when left out
             * @enum {string}
             */
            format?: "qcow2" | "raw";
            /**
             * @description Make it from this image, by id or name; an ISO is put into a CD-ROM drive as it is
             * @example debian-13
             */
            image?: string;
            /** @description What it may do in a second */
            ioLimits?: components["schemas"]["IOLimits"];
            /**
             * @description disk when left out
             * @enum {string}
             */
            kind?: "disk" | "cdrom";
            /**
             * @description How it is made from the image: an overlay is there at once and takes only the space of what changes, but needs the image as long as it lives; a copy stands alone. overlay when left out
             * @example overlay
             * @enum {string}
             */
            mode?: "overlay" | "copy";
            /**
             * @description Pool for the new volume; 'default' when left out
             * @example default
             */
            pool?: string;
            /** @description The guest cannot write to it */
            readOnly?: boolean;
            /** @description Serial number that the guest reads */
            serial?: string;
            /**
             * Format: int64
             * @description Make a new volume of this size; with an image, at least the image's
             * @example 10737418240
             */
            sizeBytes?: number;
            /**
             * @description Attach this existing file or device of the host; administrators only
             * @example /var/lib/libvirt/images/base.qcow2
             */
            source?: string;
        };
        CreateNIC: {
            /**
             * @description Bridge of the host
             * @example br0
             */
            bridge?: string;
            /** @description Limit of what the guest receives */
            inbound?: components["schemas"]["Bandwidth"];
            /** @description Leave its cable unplugged */
            linkDown?: boolean;
            /**
             * @description Made when left out
             * @example 52:54:00:12:34:56
             */
            mac?: string;
            /**
             * @description virtio when left out
             * @example virtio
             */
            model?: string;
            /**
             * @description libvirt network
             * @example default
             */
            network?: string;
            /** @description Limit of what the guest sends */
            outbound?: components["schemas"]["Bandwidth"];
            /**
             * Format: int64
             * @description VLAN tag; for networks that can: Open vSwitch and SR-IOV
             */
            vlan?: number;
        };
        CreateNetwork: {
            /**
             * @description For bridge and vlan: the host's bridge. Else the name for its own, made up when left out
             * @example virbr7
             */
            bridge?: string;
            /**
             * @description For macvtap: the host's network card. For nat and routed: the only one that it may lead through
             * @example eth0
             */
            device?: string;
            /**
             * @description DNS domain of its VMs
             * @example lab.internal
             */
            domain?: string;
            /** @description For nat, routed and isolated. nat gets a free 192.168.x.0/24 with DHCP when neither is given */
            ipv4?: components["schemas"]["Subnet"];
            /** @description For nat, routed and isolated */
            ipv6?: components["schemas"]["Subnet"];
            /**
             * @description For macvtap; bridge when left out
             * @enum {string}
             */
            macvtapMode?: "bridge" | "vepa" | "private" | "passthrough";
            /** @description Do not start it when its host starts */
            manual?: boolean;
            /**
             * @description nat when left out
             * @enum {string}
             */
            mode?: "nat" | "routed" | "isolated" | "bridge" | "vlan" | "macvtap";
            /**
             * Format: int64
             * @description Largest packet in bytes
             * @example 1500
             */
            mtu?: number;
            /**
             * @description Unique on its node
             * @example lab
             */
            name: string;
            /** @description For bridge and vlan: the bridge is one of Open vSwitch */
            openVSwitch?: boolean;
            /** @description Do not start it now */
            stopped?: boolean;
            /**
             * Format: int64
             * @description For vlan: the tag
             * @example 42
             */
            vlan?: number;
        };
        CreatePool: {
            /** @description Make the volume group from source.devices, or the zpool on source.device; their content is lost */
            build?: boolean;
            /**
             * @description One of /pools/kinds; dir when left out
             * @example dir
             */
            kind?: string;
            /** @description Do not start it with the host */
            manual?: boolean;
            /**
             * @description Unique on its node
             * @example fast
             */
            name: string;
            /** @description What it is made of; which fields a kind needs is in /pools/kinds */
            source?: components["schemas"]["PoolSource"];
            /**
             * @description Where its volumes lie on the host
             * @example /srv/fast
             */
            targetPath?: string;
            /**
             * Format: int64
             * @description How full it may be before it is warned of; 85 when left out
             * @example 85
             */
            warnPercent?: number;
        };
        CreateSnapshot: {
            /** @description Free text */
            description?: string;
            /**
             * @description Whether the guest agent brings the file systems to rest while the disks of a running VM are kept without memory: when it answers (auto, the default), always or fail (require), or not (never)
             * @enum {string}
             */
            freeze?: "auto" | "require" | "never";
            /** @description Keep the memory too; the VM must be running or paused */
            memory?: boolean;
            /**
             * @description Unique for the VM; made from the time when left out
             * @example before-upgrade
             */
            name?: string;
            /**
             * @description Pool of files for what the guest writes from now on and for the memory; each disk's own when left out
             * @example default
             */
            pool?: string;
        };
        CreateToken: {
            /**
             * @description What it is for
             * @example backup script
             */
            label: string;
            /**
             * Format: int64
             * @description How long it holds; for ever when left out
             * @example 86400
             */
            ttlSeconds?: number;
            /**
             * @description The user it acts as; the caller when left out. Others over the local socket only
             * @example admin
             */
            user?: string;
        };
        CreateUpload: {
            /**
             * @description What the bytes are; raw when left out, which is also right for an ISO. What does not keep this is refused at the end
             * @enum {string}
             */
            format?: "qcow2" | "raw";
            /**
             * @description Name of the volume, unique in its pool
             * @example debian-13.qcow2
             */
            name: string;
            /**
             * @description Name or id of the pool
             * @example default
             */
            pool: string;
            /**
             * @description The checksum that they must have; recorded when left out
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            sha256?: string;
            /**
             * Format: int64
             * @description How many bytes will come
             * @example 2147483648
             */
            sizeBytes: number;
        };
        CreateVM: {
            /** @description Start it when its host starts */
            autostart?: boolean;
            /** @description Boot a kernel from the host instead of a disk */
            boot?: components["schemas"]["DirectBoot"];
            /** @description What its guest is told at its first boot, by a CD made for it */
            cloudInit?: components["schemas"]["CloudInit"];
            /**
             * @description A libvirt CPU model, host-model or host-passthrough; one that can migrate when left out
             * @example host-model
             */
            cpuModel?: string;
            /** @description Free text */
            description?: string;
            /** @description Disks, in boot order */
            disks?: components["schemas"]["CreateDisk"][];
            /**
             * @description bios when left out
             * @enum {string}
             */
            firmware?: "bios" | "uefi";
            /**
             * @description Key and value, to select by
             * @example {
             *       "tier": "web"
             *     }
             */
            labels?: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description Memory, at least 32 MiB; 1 GiB when left out
             * @example 1073741824
             */
            memoryBytes?: number;
            /**
             * @description Unique on its node
             * @example web-1
             */
            name: string;
            /** @description Network interfaces; one on the default network when left out and there is one, none for an empty list */
            nics?: components["schemas"]["CreateNIC"][];
            /** @description Start it when it is made */
            start?: boolean;
            /**
             * @description One line for people
             * @example Shop front end
             */
            title?: string;
            /**
             * Format: int64
             * @description Virtual CPUs; 1 when left out
             * @example 2
             */
            vcpus?: number;
        };
        CreateVolume: {
            /**
             * Format: int64
             * @description Size that a guest sees
             * @example 10737418240
             */
            capacityBytes: number;
            /**
             * @description qcow2 when left out, raw where the pool has no files
             * @enum {string}
             */
            format?: "qcow2" | "raw";
            /**
             * @description Unique in its pool
             * @example data.qcow2
             */
            name: string;
            /**
             * @description Name or id of the pool
             * @example default
             */
            pool: string;
            /** @description Take the whole size from the pool at once */
            preallocate?: boolean;
        };
        Credentials: {
            /**
             * @description Login name
             * @example admin
             */
            name: string;
            /**
             * @description Password
             * @example correct horse battery staple
             */
            password: string;
        };
        DHCPHost: {
            /**
             * @description What it gets, inside of the subnet
             * @example 192.168.100.5
             */
            address: string;
            /**
             * @description Hardware address
             * @example 52:54:00:12:34:56
             */
            mac: string;
            /**
             * @description Host name
             * @example web-1
             */
            name?: string;
        };
        DhcpHostBody: {
            /**
             * @description What it gets, inside of the subnet
             * @example 192.168.100.5
             */
            address: string;
            /**
             * @description Host name
             * @example web-1
             */
            name?: string;
        };
        DirectBoot: {
            /**
             * @description Kernel command line
             * @example console=ttyS0
             */
            cmdline?: string;
            /** @description Path of the initial file system */
            initrd?: string;
            /**
             * @description Path of the kernel
             * @example /var/lib/libvirt/images/vmlinuz
             */
            kernel: string;
        };
        Disk: {
            /**
             * @description Files that this disk is an overlay on, topmost first; known while the VM is active
             * @example [
             *       "/var/lib/libvirt/images/base.qcow2"
             *     ]
             */
            backing?: string[];
            /**
             * Format: int64
             * @description Its place among what is booted from; absent when it is not, or its kind is asked as a whole
             * @example 1
             */
            bootOrder?: number;
            /**
             * @description How it is attached
             * @example virtio
             */
            bus?: string;
            /**
             * @description How the host caches it; the hypervisor's default when absent
             * @example none
             */
            cache?: string;
            /**
             * @description Name of the device towards the guest
             * @example vda
             */
            device: string;
            /**
             * @description unmap gives back to the host what the guest trims
             * @example unmap
             */
            discard?: string;
            /**
             * @description Format of its data
             * @example qcow2
             */
            format?: string;
            /** @description What it may do in a second */
            ioLimits?: components["schemas"]["IOLimits"];
            /**
             * @description What the guest takes it for
             * @enum {string}
             */
            kind: "disk" | "cdrom" | "floppy" | "lun";
            /**
             * @description Storage pool, when it was named by pool and volume
             * @example default
             */
            pool?: string;
            /** @description The guest cannot write to it */
            readOnly?: boolean;
            /**
             * @description Serial number that the guest reads
             * @example web-data-1
             */
            serial?: string;
            /**
             * Format: int64
             * @description Size the guest sees; 0 when not known
             * @example 10737418240
             */
            sizeBytes?: number;
            /**
             * @description Path or URI on the host; empty for an empty drive
             * @example /var/lib/libvirt/images/web-1-vda.qcow2
             */
            source?: string;
            /**
             * @description Volume in the pool
             * @example web-1-vda.qcow2
             */
            volume?: string;
        };
        DryRunDone: {
            /**
             * @description Always true: it would be done, and nothing was changed
             * @example true
             */
            dryRun: boolean;
        };
        Event: {
            /**
             * Format: date-time
             * @description When it was recorded
             */
            at: string;
            /**
             * @description Resume after this event with ?since=; opaque
             * @example bjEuMS43
             */
            cursor: string;
            /**
             * @description Facts of this type of event
             * @example {
             *       "state": "running"
             *     }
             */
            data?: {
                [key: string]: string;
            };
            /**
             * @description Who caused it; empty when the world did
             * @example user:admin
             */
            identity?: string;
            /**
             * @description Where it happened
             * @example n-5f0c2c1e
             */
            node: string;
            /** @description The operation it belongs to */
            operation?: string;
            /**
             * Format: int64
             * @description Rank among the node's events; no gaps while the store lives
             * @example 42
             */
            sequence: number;
            /** @description What it happened to */
            target: components["schemas"]["Target"];
            /**
             * @description What happened, noun.verb in the past tense
             * @example vm.started
             */
            type: string;
        };
        EventPage: {
            /** @description Events between since and this page are lost: read state anew */
            gap?: components["schemas"]["Gap"];
            /** @description What happened, oldest first */
            items: components["schemas"]["Event"][];
            /** @description There are further events now */
            more: boolean;
            /**
             * @description Go on with ?since=; never empty
             * @example bjEuMS43
             */
            next: string;
        };
        ExecGuest: {
            /**
             * @description Its arguments
             * @example [
             *       "-l",
             *       "/"
             *     ]
             */
            args?: string[];
            /**
             * @description Path or name of a program; no shell reads it
             * @example /bin/ls
             */
            command: string;
            /**
             * @description Its environment, NAME=VALUE
             * @example [
             *       "LC_ALL=C"
             *     ]
             */
            env?: string[];
            /** @description What it reads from its standard input */
            input?: string;
            /**
             * Format: int64
             * @description How long it may take; 30 when left out
             * @example 30
             */
            timeoutSeconds?: number;
        };
        Fault: {
            /**
             * @description What went wrong, in one word
             * @example wrong_state
             */
            code: string;
            /**
             * @description One sentence for a person
             * @example vm web-1 is running
             */
            detail: string;
            /** @description The fields at fault, for invalid */
            fields?: components["schemas"]["Field"][];
            /**
             * @description What can be done about it
             * @example shut it down first
             */
            mend?: string;
        };
        Field: {
            /**
             * @description What is wrong with it and what would be right
             * @example must be at least 1048576 (1 MiB)
             */
            detail: string;
            /**
             * @description Path of the field in the request
             * @example memoryBytes
             */
            name: string;
        };
        Firewall: {
            /**
             * @description The guest's own addresses; learned when left out. IPv6 passes anti-spoofing only with an IPv6 address here
             * @example [
             *       "192.168.122.17"
             *     ]
             */
            addresses?: string[];
            /** @description Drop what the guest sends under another MAC or IP address than its own; true when left out */
            antiSpoofing?: boolean;
            /**
             * @description What no rule fits, towards the guest; accept when left out
             * @enum {string}
             */
            inbound?: "accept" | "drop";
            /**
             * @description Where its address is learned from: a DHCP answer (only then other traffic passes), or the first packet that it sends; dhcp when left out
             * @enum {string}
             */
            learn?: "dhcp" | "any";
            /**
             * @description What no rule fits, from the guest; accept when left out
             * @enum {string}
             */
            outbound?: "accept" | "drop";
            /** @description Rules, the first that fits decides */
            rules?: components["schemas"]["Rule"][];
        };
        FirstCredentials: {
            /**
             * @description The one-time setup code, of novacron setup-code
             * @example 7F3A-9K2M
             */
            code: string;
            /**
             * @description Login name to be made
             * @example admin
             */
            name: string;
            /**
             * @description Password to be set
             * @example correct horse battery staple
             */
            password: string;
        };
        Frame: {
            /** @description Something that happened */
            event?: components["schemas"]["Event"];
            /** @description Events after the cursor are lost; the oldest that are kept follow */
            gap?: components["schemas"]["Gap"];
            /** @description Nothing happened; the connection stands */
            heartbeat?: components["schemas"]["Heartbeat"];
        };
        FreezeGuest: {
            /**
             * Format: int64
             * @description When it is thawed by itself; 30 when left out
             * @example 30
             */
            seconds?: number;
        };
        Gap: {
            /** @description Cursor before the oldest event that is still kept */
            oldest: string;
            /**
             * @description Why events are missing
             * @enum {string}
             */
            reason: "expired" | "other_store";
        };
        GuestAgent: {
            /**
             * @description What it does when asked
             * @example [
             *       "guest-ping"
             *     ]
             */
            commands: string[];
            /** @description Its filesystems are frozen; it says little else until they are thawed */
            frozen?: boolean;
            /**
             * @description What the guest calls itself
             * @example web-1
             */
            hostname?: string;
            /** @description The guest's operating system */
            os: components["schemas"]["GuestOS"];
            /**
             * @description Version of the agent
             * @example 7.2.22
             */
            version?: string;
        };
        GuestExecResult: {
            /** @description True when nothing was run: the answer to ?dryRun=true */
            dryRun?: boolean;
            /** @description What it wrote to its standard error, at most 1 MiB */
            error?: string;
            /**
             * Format: int64
             * @description Its exit status; -1 when a signal ended it
             * @example 0
             */
            exitCode: number;
            /** @description What it wrote to its standard output, at most 1 MiB */
            output?: string;
            /**
             * Format: int64
             * @description The signal that ended it
             */
            signal?: number;
            /** @description There was more output than this */
            truncated?: boolean;
        };
        GuestFilesystem: {
            /**
             * @description What it is on, in the guest's words
             * @example vda1
             */
            device: string;
            /**
             * @description The guest's devices below it
             * @example [
             *       "/dev/vda1"
             *     ]
             */
            disks?: string[];
            /**
             * @description Where it is mounted
             * @example /
             */
            mountpoint: string;
            /**
             * Format: int64
             * @description Size; 0 when not known
             * @example 10737418240
             */
            totalBytes?: number;
            /**
             * @description Kind of filesystem
             * @example ext4
             */
            type: string;
            /**
             * Format: int64
             * @description In use
             * @example 2147483648
             */
            usedBytes?: number;
        };
        GuestOS: {
            /**
             * @description Name of the system in one word
             * @example debian
             */
            id?: string;
            /**
             * @description Release of its kernel
             * @example 6.1.0-18-amd64
             */
            kernel?: string;
            /**
             * @description Architecture
             * @example x86_64
             */
            machine?: string;
            /**
             * @description Name of the system for people
             * @example Debian GNU/Linux 12 (bookworm)
             */
            name?: string;
            /**
             * @description Version of the system
             * @example 12
             */
            version?: string;
        };
        GuestUser: {
            /** @description Domain of the account, on Windows */
            domain?: string;
            /**
             * Format: date-time
             * @description When, by the guest's clock
             */
            loggedInAt: string;
            /**
             * @description Account
             * @example ada
             */
            name: string;
        };
        Hardware: {
            /**
             * @description Disks by device and NICs by MAC, in the order that they are booted from
             * @example [
             *       "vda",
             *       "52:54:00:12:34:56"
             *     ]
             */
            bootOrder?: string[];
            /** @description vCPUs that run on certain CPUs of the host only */
            cpuPins?: components["schemas"]["CPUPin"][];
            /**
             * @description CPUs of the host that the VM's other threads run on
             * @example 0-1
             */
            emulatorCpus?: string;
            /** @description NUMA nodes that the guest sees */
            guestNuma?: components["schemas"]["NUMACell"][];
            /**
             * @description Devices of the host that the VM has for itself, by id
             * @example [
             *       "0000:03:00.0"
             *     ]
             */
            hostDevices?: string[];
            /**
             * Format: int64
             * @description Size of the huge pages that back its memory; 0 for none
             * @example 2097152
             */
            hugePageBytes?: number;
            /**
             * Format: int64
             * @description Memory that a running VM can grow to
             * @example 2147483648
             */
            maxMemoryBytes?: number;
            /**
             * Format: int64
             * @description vCPUs that a running VM can grow to
             * @example 4
             */
            maxVcpus?: number;
            /** @description NUMA nodes of the host that its memory comes from */
            numa?: components["schemas"]["NUMATuning"];
            /** @description Its firmware checks signatures of what it boots */
            secureBoot?: boolean;
            /** @description How the guest sees its vCPUs grouped; absent for a socket each */
            topology?: components["schemas"]["CPUTopology"];
            /** @description Trusted platform module */
            tpm?: components["schemas"]["TPM"];
            /** @description Graphics adapter */
            video?: components["schemas"]["Video"];
            /** @description Acts when the guest hangs */
            watchdog?: components["schemas"]["Watchdog"];
        };
        HardwareOptions: {
            /**
             * @description Buses of disks
             * @example [
             *       "virtio",
             *       "sata",
             *       "usb"
             *     ]
             */
            diskBuses: string[];
            /**
             * @description Firmware
             * @example [
             *       "bios",
             *       "uefi"
             *     ]
             */
            firmware: string[];
            /**
             * @description Sizes of huge pages
             * @example [
             *       2097152
             *     ]
             */
            hugePageBytes: number[];
            /**
             * Format: int64
             * @description vCPUs that a VM can have
             * @example 288
             */
            maxVcpus: number;
            /**
             * @description Models of NICs
             * @example [
             *       "virtio",
             *       "e1000e"
             *     ]
             */
            nicModels: string[];
            /** @description NUMA nodes of the host */
            numaNodes: components["schemas"]["NUMANode"][];
            /** @description There is firmware for secure boot */
            secureBoot: boolean;
            /**
             * @description Models of TPMs; empty when swtpm is missing
             * @example [
             *       "tpm-tis",
             *       "tpm-crb"
             *     ]
             */
            tpmModels: string[];
            /**
             * @description Models of graphics adapters
             * @example [
             *       "virtio",
             *       "vga"
             *     ]
             */
            videoModels: string[];
            /**
             * @description Models of watchdogs
             * @example [
             *       "i6300esb"
             *     ]
             */
            watchdogs: string[];
        };
        Health: {
            /**
             * @description What is so
             * @example ready
             * @enum {string}
             */
            status: "alive" | "ready";
        };
        Heartbeat: {
            /**
             * @description Resume with ?since=, as good as an event's
             * @example bjEuMS43
             */
            cursor: string;
        };
        HostDevice: {
            /**
             * @description PCI class, in hex
             * @example 020000
             */
            class?: string;
            /**
             * @description The host's driver that has it now
             * @example igb
             */
            driver?: string;
            /**
             * @description The other devices of the group
             * @example [
             *       "0000:03:00.1"
             *     ]
             */
            groupIds?: string[];
            /**
             * @description PCI address, or usb: with vendor and product
             * @example 0000:03:00.0
             */
            id: string;
            /**
             * Format: int64
             * @description Devices of a group go to one VM only; absent without an IOMMU
             * @example 14
             */
            iommuGroup?: number;
            /**
             * @description How it is attached
             * @enum {string}
             */
            kind: "pci" | "usb";
            /**
             * @description Vendor and product, for people
             * @example Intel Corporation I350 Gigabit Network Connection
             */
            name: string;
            /**
             * @description Why a VM cannot have it; absent when it can
             * @example this host has no IOMMU
             */
            obstacle?: string;
            /**
             * @description Product, in hex
             * @example 1521
             */
            productId: string;
            /** @description VMs whose definition has it */
            usedBy?: components["schemas"]["Target"][];
            /**
             * @description Vendor, in hex
             * @example 8086
             */
            vendorId: string;
        };
        HostInterface: {
            /**
             * @description Addresses of the host on it
             * @example [
             *       "192.0.2.10/24"
             *     ]
             */
            addresses?: string[];
            /** @description It has a link */
            carrier: boolean;
            /**
             * @description What it is
             * @enum {string}
             */
            kind: "bridge" | "ovs" | "bond" | "vlan" | "card" | "other";
            /** @description Hardware address */
            mac?: string;
            /**
             * @description The bridge or bond that it belongs to
             * @example br0
             */
            master?: string;
            /**
             * Format: int64
             * @description Largest packet in bytes
             * @example 1500
             */
            mtu?: number;
            /**
             * @description The kernel's name
             * @example br0
             */
            name: string;
            /**
             * @description The network whose own bridge it is
             * @example default
             */
            network?: string;
            /**
             * @description For a bridge: what is attached to it
             * @example [
             *       "eth0"
             *     ]
             */
            ports?: string[];
            /**
             * Format: int64
             * @description Speed of the link in Mbit/s, where the card tells
             * @example 1000
             */
            speedMbps?: number;
            /** @description Switched on */
            up: boolean;
            /** @description For a bridge: it tells VLANs apart */
            vlanFiltering?: boolean;
        };
        Hypervisor: {
            /**
             * @description What new VMs run with
             * @enum {string}
             */
            accel: "kvm" | "tcg" | "none" | "unknown";
            /** @description Whether it answers now */
            connected: boolean;
            /** @description Model of the host's CPUs */
            cpuModel?: string;
            /**
             * Format: int64
             * @description Logical CPUs of the host
             * @example 16
             */
            cpus?: number;
            /** @description Why it does not answer */
            detail?: string;
            /**
             * Format: int64
             * @description Memory of the host
             * @example 68719476736
             */
            memoryBytes?: number;
            /**
             * @description Kind of provider
             * @example kvm
             */
            provider: string;
            /**
             * Format: date-time
             * @description Since when it does, or does not
             */
            since?: string;
            /**
             * @description How it is reached
             * @example qemu:///system
             */
            uri?: string;
            /**
             * @description Its version
             * @example libvirt 9.0.0, QEMU 7.2.22
             */
            version?: string;
        };
        IOLimits: {
            /**
             * Format: int64
             * @description For burstSeconds, where bytesPerSecond is set
             */
            burstBytesPerSecond?: number;
            /**
             * Format: int64
             * @description For burstSeconds, where iops is set
             */
            burstIops?: number;
            /**
             * Format: int64
             * @description How long a burst may last; 1 when left out
             */
            burstSeconds?: number;
            /**
             * Format: int64
             * @description Reads and writes together
             * @example 104857600
             */
            bytesPerSecond?: number;
            /**
             * Format: int64
             * @description Reads and writes together
             * @example 500
             */
            iops?: number;
            /**
             * Format: int64
             * @description For burstSeconds, where readBytesPerSecond is set
             */
            readBurstBytesPerSecond?: number;
            /**
             * Format: int64
             * @description For burstSeconds, where readIops is set
             */
            readBurstIops?: number;
            /**
             * Format: int64
             * @description Reads
             */
            readBytesPerSecond?: number;
            /**
             * Format: int64
             * @description Reads
             */
            readIops?: number;
            /**
             * Format: int64
             * @description For burstSeconds, where writeBytesPerSecond is set
             */
            writeBurstBytesPerSecond?: number;
            /**
             * Format: int64
             * @description For burstSeconds, where writeIops is set
             */
            writeBurstIops?: number;
            /**
             * Format: int64
             * @description Writes
             */
            writeBytesPerSecond?: number;
            /**
             * Format: int64
             * @description Writes
             */
            writeIops?: number;
        };
        Identity: {
            /**
             * @description Network address or socket it came from
             * @example 192.0.2.7
             */
            from?: string;
            /**
             * @description How the identity proved itself
             * @enum {string}
             */
            kind: "user" | "local" | "system";
            /**
             * @description User name, host account or system part
             * @example admin
             */
            name: string;
            /**
             * @description What it may do
             * @enum {string}
             */
            role: "administrator" | "operator" | "viewer";
        };
        Image: {
            /**
             * Format: date-time
             * @description When NovaCron created or first saw it
             */
            createdAt: string;
            /** @description Free text */
            description?: string;
            /** @description Why the import failed */
            error?: components["schemas"]["Fault"];
            /**
             * Format: int64
             * @description Length of the file in the pool
             * @example 345178112
             */
            fileSizeBytes: number;
            /**
             * @description qcow2, raw, or iso for a CD-ROM
             * @example qcow2
             */
            format?: string;
            /**
             * @description Names the image
             * @example img-0193a7c2e5b0
             */
            id: string;
            /**
             * @description Unique on its node
             * @example debian-13
             */
            name: string;
            /**
             * @description The node that owns it
             * @example n-5f0c2c1e
             */
            node: string;
            /**
             * @description The import, while it runs
             * @example op-0193a7c2e5b07d3e
             */
            operation?: string;
            /**
             * @description Which system is in it; guessed from its names unless somebody said
             * @example debian-13
             */
            os?: string;
            /** @description True when nobody said which system it is */
            osGuessed?: boolean;
            /** @description True when the file's tables were too large to be checked as a whole */
            partial?: boolean;
            /**
             * @description Path on the host
             * @example /var/lib/libvirt/images/debian-13-0193a7c2.qcow2
             */
            path?: string;
            /**
             * @description The pool that it lies in
             * @example 0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11
             */
            pool: string;
            /**
             * @description The pool's name
             * @example default
             */
            poolName: string;
            /**
             * @description Why the file was refused, in one word: backing_file, truncated, absurd ...
             * @example backing_file
             */
            refused?: string;
            /**
             * Format: int64
             * @description Grows with every change; the ETag
             * @example 7
             */
            revision: number;
            /**
             * @description Checksum of the file as it came
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            sha256?: string;
            /** @description Where it came from */
            source: components["schemas"]["ImageSource"];
            /**
             * @description Whether disks can be made from it
             * @enum {string}
             */
            state: "importing" | "ready" | "failed";
            /**
             * Format: date-time
             * @description When this record last changed
             */
            updatedAt: string;
            /** @description Disks that need it */
            usedBy: components["schemas"]["ImageUse"][];
            /** @description True when the checksum was given and matched; else it is only recorded */
            verified: boolean;
            /**
             * Format: int64
             * @description Size of the disk in it
             * @example 3221225472
             */
            virtualSizeBytes: number;
            /**
             * @description The volume in the pool
             * @example debian-13-0193a7c2.qcow2
             */
            volume?: string;
        };
        ImageSource: {
            /**
             * @description url, or volume for one that was in a pool: uploads are volumes first
             * @enum {string}
             */
            kind: "url" | "volume";
            /**
             * @description Name of the volume's pool
             * @example default
             */
            pool?: string;
            /**
             * @description The address, without its query
             * @example https://cloud.debian.org/images/cloud/trixie/latest/debian-13-genericcloud-amd64.qcow2
             */
            url?: string;
            /**
             * @description Name of the volume
             * @example upload.qcow2
             */
            volume?: string;
        };
        ImageUpdate: {
            /** @description Free text */
            description?: string;
            /**
             * @description Unique on its node
             * @example debian-13
             */
            name?: string;
            /**
             * @description Which system is in it; empty to have it guessed
             * @example debian-13
             */
            os?: string;
        };
        ImageUse: {
            /**
             * @description The disk's device
             * @example vda
             */
            device?: string;
            /**
             * @description The overlay on the image
             * @example /var/lib/libvirt/images/web-1-vda-6b1f6c1e.qcow2
             */
            path?: string;
            /**
             * @description The VM, when the disk is one's
             * @example 6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55
             */
            vm?: string;
            /**
             * @description The VM's name
             * @example web-1
             */
            vmName?: string;
        };
        ImportImage: {
            /** @description Take http instead of https; the node's configuration must allow it too */
            allowHTTP?: boolean;
            /** @description Free text */
            description?: string;
            /**
             * @description What the file should be; found out when left out. raw takes a file in which nothing looks like a disk
             * @enum {string}
             */
            format?: "qcow2" | "raw" | "iso";
            /**
             * @description Unique on its node
             * @example debian-13
             */
            name: string;
            /**
             * @description Which system is in it; guessed when left out
             * @example debian-13
             */
            os?: string;
            /**
             * @description Name of the pool to put it into; 'default' when left out
             * @example default
             */
            pool?: string;
            /**
             * @description The checksum that the file must have; recorded when left out
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            sha256?: string;
            /**
             * @description Name of the pool of an existing volume
             * @example default
             */
            sourcePool?: string;
            /**
             * @description Name of an existing volume: an upload, for one
             * @example upload.qcow2
             */
            sourceVolume?: string;
            /** @description Make the volume itself the image instead of a copy; it must not be in use */
            take?: boolean;
            /**
             * @description Fetch it from here
             * @example https://cloud.debian.org/images/cloud/trixie/latest/debian-13-genericcloud-amd64.qcow2
             */
            url?: string;
        };
        ImportVM: {
            /** @description Delete the archive's volume when the VM is made */
            deleteSource?: boolean;
            /**
             * @description Name of the new VM; the archive's when left out
             * @example web-1
             */
            name?: string;
            /**
             * @description Network for all its interfaces; the network of the archive's name where there is one, else the default one
             * @example default
             */
            network?: string;
            /**
             * @description Pool for its disks, in which they can be files; 'default' when left out
             * @example default
             */
            pool?: string;
            /**
             * @description Name of the pool that the archive lies in
             * @example default
             */
            sourcePool: string;
            /**
             * @description Name of the archive's volume
             * @example web-1.ova
             */
            sourceVolume: string;
            /** @description Start it when it is made */
            start?: boolean;
        };
        Lease: {
            /**
             * @description Address
             * @example 192.168.100.17
             */
            address: string;
            /** @description How the guest names itself to DHCP: client id, or DUID */
            clientId?: string;
            /**
             * Format: date-time
             * @description When it ends unless it is renewed; absent for never
             */
            expiresAt?: string;
            /**
             * @description What the guest calls itself
             * @example web-1
             */
            hostname?: string;
            /**
             * @description Hardware address
             * @example 52:54:00:12:34:56
             */
            mac: string;
            /**
             * Format: int64
             * @description Length of its subnet's prefix
             * @example 24
             */
            prefix: number;
            /**
             * @description The VM with that hardware address
             * @example 6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55
             */
            vm?: string;
            /**
             * @description Its name
             * @example web-1
             */
            vmName?: string;
        };
        Media: {
            /**
             * @description Pool of the volume; 'default' when left out
             * @example default
             */
            pool?: string;
            /**
             * @description Path on the host; administrators only
             * @example /var/lib/libvirt/images/debian.iso
             */
            source?: string;
            /**
             * @description Volume in the pool
             * @example debian.iso
             */
            volume?: string;
        };
        NIC: {
            /**
             * @description The first of its addresses, where one is known
             * @example 192.168.122.17
             */
            address?: string;
            /** @description The guest's addresses on it, the best known first, and how they are known */
            addresses?: components["schemas"]["NICAddress"][];
            /**
             * Format: int64
             * @description Its place among what is booted from
             * @example 2
             */
            bootOrder?: number;
            /**
             * @description libvirt's network filter on it: its firewall
             * @example clean-traffic
             */
            filter?: string;
            /** @description Limit of what the guest receives */
            inbound?: components["schemas"]["Bandwidth"];
            /**
             * @description network, bridge, direct, user or another of libvirt's kinds
             * @example network
             */
            kind: string;
            /** @description Its cable is pulled */
            linkDown?: boolean;
            /**
             * @description Hardware address
             * @example 52:54:00:12:34:56
             */
            mac: string;
            /**
             * @description What the guest sees
             * @example virtio
             */
            model?: string;
            /** @description Limit of what the guest sends */
            outbound?: components["schemas"]["Bandwidth"];
            /**
             * @description Network, bridge or device it is attached to
             * @example default
             */
            source?: string;
            /**
             * Format: int64
             * @description VLAN tag
             * @example 42
             */
            vlan?: number;
        };
        NICAddress: {
            /**
             * @description Address
             * @example 192.168.122.17
             */
            address: string;
            /**
             * Format: int64
             * @description Length of its subnet's prefix; 0 when not known
             * @example 24
             */
            prefix: number;
            /**
             * @description Who says so: the guest agent, the network's DHCP server, or the host's neighbor table
             * @enum {string}
             */
            source: "agent" | "lease" | "arp";
        };
        NICAddresses: {
            /** @description Its addresses, the best known first */
            addresses: components["schemas"]["NICAddress"][];
            /**
             * @description Its device on the host
             * @example vnet3
             */
            device?: string;
            /**
             * @description Hardware address
             * @example 52:54:00:12:34:56
             */
            mac: string;
        };
        NICFirewall: {
            /** @description libvirt's network filter behind it; absent when the interface has none */
            filter?: string;
            /** @description The rules; absent when there is no firewall, or a foreign one */
            firewall?: components["schemas"]["Firewall"];
            /** @description The filter is one that other tools made: its rules are not shown here */
            foreign?: boolean;
            /**
             * @description Hardware address
             * @example 52:54:00:12:34:56
             */
            mac: string;
            /** @description What the user should know */
            warnings?: string[];
        };
        NUMACell: {
            /**
             * @description vCPUs of the node
             * @example 0-1
             */
            cpus: string;
            /**
             * Format: int64
             * @description Memory of the node; the nodes' together is the maximum of the VM's
             * @example 1073741824
             */
            memoryBytes: number;
        };
        NUMANode: {
            /**
             * @description Its CPUs
             * @example 0-15
             */
            cpus: string;
            /**
             * Format: int64
             * @description Its number
             * @example 0
             */
            id: number;
            /**
             * Format: int64
             * @description Its memory
             * @example 68719476736
             */
            memoryBytes: number;
        };
        NUMATuning: {
            /**
             * @description strict refuses other nodes, preferred falls back on them, interleave spreads
             * @example strict
             * @enum {string}
             */
            mode: "none" | "strict" | "preferred" | "interleave";
            /**
             * @description NUMA nodes of the host
             * @example 0
             */
            nodes?: string;
        };
        Network: {
            /** @description Started when its host starts */
            autostart: boolean;
            /**
             * @description The bridge on the host
             * @example virbr0
             */
            bridge?: string;
            /**
             * Format: date-time
             * @description When NovaCron created or first saw it
             */
            createdAt: string;
            /**
             * @description Network card of the host that it leads through; any when absent
             * @example eth0
             */
            device?: string;
            /**
             * @description DNS domain of its VMs
             * @example lab.internal
             */
            domain?: string;
            /**
             * @description Names the network for its whole life
             * @example 8a1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55
             */
            id: string;
            /** @description Its IPv4 addresses */
            ipv4?: components["schemas"]["Subnet"];
            /** @description Its IPv6 addresses */
            ipv6?: components["schemas"]["Subnet"];
            /**
             * @description For macvtap: who may speak to whom
             * @enum {string}
             */
            macvtapMode?: "bridge" | "vepa" | "private" | "passthrough";
            /** @description True when NovaCron created it, false when it found it */
            managed: boolean;
            /**
             * @description How it reaches the world
             * @enum {string}
             */
            mode: "nat" | "routed" | "isolated" | "bridge" | "vlan" | "macvtap" | "open" | "hostdev";
            /**
             * Format: int64
             * @description Largest packet in bytes; the kernel's 1500 when absent
             * @example 1500
             */
            mtu?: number;
            /**
             * @description Unique on its node
             * @example default
             */
            name: string;
            /**
             * @description The node that owns it
             * @example n-5f0c2c1e
             */
            node: string;
            /** @description The bridge is one of Open vSwitch */
            openVSwitch?: boolean;
            /** @description False for a network that vanishes when it stops (made so by other tools) */
            persistent: boolean;
            /** @description Names of libvirt port groups, made by other tools */
            portGroups?: string[];
            /**
             * Format: int64
             * @description Grows with every change; the ETag
             * @example 7
             */
            revision: number;
            /**
             * @description Whether VMs can use it now
             * @enum {string}
             */
            state: "running" | "inactive";
            /**
             * Format: date-time
             * @description When this record last changed
             */
            updatedAt: string;
            /**
             * Format: int64
             * @description VLAN tag, for vlan
             * @example 42
             */
            vlan?: number;
        };
        NetworkUpdate: {
            /** @description Start it when its host starts */
            autostart?: boolean;
            /**
             * @description DNS domain; at its next start
             * @example lab.internal
             */
            domain?: string;
            /**
             * @description Last IPv4 address that DHCP hands out; with start
             * @example 192.168.100.254
             */
            end?: string;
            /**
             * Format: int64
             * @description Largest packet in bytes; at its next start
             */
            mtu?: number;
            /**
             * @description First IPv4 address that DHCP hands out; with end
             * @example 192.168.100.10
             */
            start?: string;
        };
        Node: {
            /** @description True when its VMs are simulated (novacron demo) */
            demo?: boolean;
            /** @description What runs its VMs */
            hypervisor: components["schemas"]["Hypervisor"];
            /**
             * @description Names the node
             * @example n-5f0c2c1e
             */
            id: string;
            /**
             * @description Host name
             * @example edge-1
             */
            name: string;
            /**
             * Format: date-time
             * @description When NovaCron started
             */
            startedAt: string;
            /**
             * @description Version of NovaCron
             * @example 0.1.0
             */
            version: string;
            /** @description What a person should look at */
            warnings?: components["schemas"]["Warning"][];
        };
        NodeMetrics: {
            /**
             * Format: date-time
             * @description When it was measured
             */
            at: string;
            /**
             * Format: int64
             * @description Free space where NovaCron keeps its data
             */
            dataFreeBytes: number;
            /**
             * Format: int64
             * @description Events kept in the outbox
             */
            eventsStored: number;
            /**
             * Format: int64
             * @description Events the bus has not taken yet
             */
            eventsUnpublished: number;
            /**
             * Format: int64
             * @description Logical CPUs of the host
             */
            hostCpus: number;
            /**
             * Format: double
             * @description Load average of the last minute
             */
            hostLoad1: number;
            /**
             * Format: int64
             * @description Memory that can still be used
             */
            hostMemoryAvailableBytes: number;
            /**
             * Format: int64
             * @description Memory of the host
             */
            hostMemoryBytes: number;
            /**
             * Format: int64
             * @description Operations that are not final
             */
            operationsRunning: number;
            /**
             * Format: int64
             * @description Memory that NovaCron itself uses
             */
            residentBytes: number;
            /**
             * Format: int64
             * @description Virtual CPUs of active VMs
             */
            vcpus: number;
            /**
             * Format: int64
             * @description Memory of active VMs
             */
            vmMemoryBytes: number;
            /**
             * Format: int64
             * @description VMs in the inventory
             */
            vms: number;
            /**
             * @description VMs by power state
             * @example {
             *       "running": 3,
             *       "shutoff": 1
             *     }
             */
            vmsByState: {
                [key: string]: number;
            };
        };
        Operation: {
            /** @description Whether cancel can still stop it */
            cancelable: boolean;
            /** @description What it changed, or with dryRun would change */
            changes?: components["schemas"]["Change"][];
            /**
             * Format: date-time
             * @description When it was accepted
             */
            createdAt: string;
            /** @description True when nothing was done: the answer to ?dryRun=true */
            dryRun?: boolean;
            /** @description Why it failed */
            error?: components["schemas"]["Fault"];
            /**
             * Format: date-time
             * @description When it ended
             */
            finishedAt?: string;
            /**
             * @description Names the operation
             * @example op-0193a7c2e5b07d3e
             */
            id: string;
            /**
             * @description Who asked
             * @example user:admin
             */
            identity: string;
            /**
             * @description What is done
             * @example vm.start
             */
            kind: string;
            /**
             * Format: int64
             * @description How far it is
             */
            percent: number;
            /**
             * @description The step it is at
             * @example define
             */
            phase?: string;
            /**
             * @description The request that started it
             * @example 01JD2Z3Y7W
             */
            requestId?: string;
            /**
             * Format: date-time
             * @description When work began
             */
            startedAt?: string;
            /**
             * @description Where it stands
             * @enum {string}
             */
            state: "pending" | "running" | "succeeded" | "failed" | "canceled";
            /** @description What it is done to */
            target: components["schemas"]["Target"];
            /** @description What the user should know although it worked */
            warnings?: string[];
        };
        PageAPIToken: {
            /** @description What is on this page */
            items: components["schemas"]["APIToken"][];
            /**
             * @description Cursor of the next page; absent on the last one
             * @example d2ViLTE
             */
            next?: string;
            /**
             * Format: int64
             * @description How many there are in all, over every page; -1 where counting would cost too much
             * @example 1
             */
            total: number;
        };
        PageAuditRecord: {
            /** @description What is on this page */
            items: components["schemas"]["AuditRecord"][];
            /**
             * @description Cursor of the next page; absent on the last one
             * @example d2ViLTE
             */
            next?: string;
            /**
             * Format: int64
             * @description How many there are in all, over every page; -1 where counting would cost too much
             * @example 1
             */
            total: number;
        };
        PageGuestFilesystem: {
            /** @description What is on this page */
            items: components["schemas"]["GuestFilesystem"][];
            /**
             * @description Cursor of the next page; absent on the last one
             * @example d2ViLTE
             */
            next?: string;
            /**
             * Format: int64
             * @description How many there are in all, over every page; -1 where counting would cost too much
             * @example 1
             */
            total: number;
        };
        PageGuestUser: {
            /** @description What is on this page */
            items: components["schemas"]["GuestUser"][];
            /**
             * @description Cursor of the next page; absent on the last one
             * @example d2ViLTE
             */
            next?: string;
            /**
             * Format: int64
             * @description How many there are in all, over every page; -1 where counting would cost too much
             * @example 1
             */
            total: number;
        };
        PageHostDevice: {
            /** @description What is on this page */
            items: components["schemas"]["HostDevice"][];
            /**
             * @description Cursor of the next page; absent on the last one
             * @example d2ViLTE
             */
            next?: string;
            /**
             * Format: int64
             * @description How many there are in all, over every page; -1 where counting would cost too much
             * @example 1
             */
            total: number;
        };
        PageHostInterface: {
            /** @description What is on this page */
            items: components["schemas"]["HostInterface"][];
            /**
             * @description Cursor of the next page; absent on the last one
             * @example d2ViLTE
             */
            next?: string;
            /**
             * Format: int64
             * @description How many there are in all, over every page; -1 where counting would cost too much
             * @example 1
             */
            total: number;
        };
        PageImage: {
            /** @description What is on this page */
            items: components["schemas"]["Image"][];
            /**
             * @description Cursor of the next page; absent on the last one
             * @example d2ViLTE
             */
            next?: string;
            /**
             * Format: int64
             * @description How many there are in all, over every page; -1 where counting would cost too much
             * @example 1
             */
            total: number;
        };
        PageLease: {
            /** @description What is on this page */
            items: components["schemas"]["Lease"][];
            /**
             * @description Cursor of the next page; absent on the last one
             * @example d2ViLTE
             */
            next?: string;
            /**
             * Format: int64
             * @description How many there are in all, over every page; -1 where counting would cost too much
             * @example 1
             */
            total: number;
        };
        PageNetwork: {
            /** @description What is on this page */
            items: components["schemas"]["Network"][];
            /**
             * @description Cursor of the next page; absent on the last one
             * @example d2ViLTE
             */
            next?: string;
            /**
             * Format: int64
             * @description How many there are in all, over every page; -1 where counting would cost too much
             * @example 1
             */
            total: number;
        };
        PageOperation: {
            /** @description What is on this page */
            items: components["schemas"]["Operation"][];
            /**
             * @description Cursor of the next page; absent on the last one
             * @example d2ViLTE
             */
            next?: string;
            /**
             * Format: int64
             * @description How many there are in all, over every page; -1 where counting would cost too much
             * @example 1
             */
            total: number;
        };
        PagePool: {
            /** @description What is on this page */
            items: components["schemas"]["Pool"][];
            /**
             * @description Cursor of the next page; absent on the last one
             * @example d2ViLTE
             */
            next?: string;
            /**
             * Format: int64
             * @description How many there are in all, over every page; -1 where counting would cost too much
             * @example 1
             */
            total: number;
        };
        PagePoolKind: {
            /** @description What is on this page */
            items: components["schemas"]["PoolKind"][];
            /**
             * @description Cursor of the next page; absent on the last one
             * @example d2ViLTE
             */
            next?: string;
            /**
             * Format: int64
             * @description How many there are in all, over every page; -1 where counting would cost too much
             * @example 1
             */
            total: number;
        };
        PageSnapshot: {
            /** @description What is on this page */
            items: components["schemas"]["Snapshot"][];
            /**
             * @description Cursor of the next page; absent on the last one
             * @example d2ViLTE
             */
            next?: string;
            /**
             * Format: int64
             * @description How many there are in all, over every page; -1 where counting would cost too much
             * @example 1
             */
            total: number;
        };
        PageVM: {
            /** @description What is on this page */
            items: components["schemas"]["VM"][];
            /**
             * @description Cursor of the next page; absent on the last one
             * @example d2ViLTE
             */
            next?: string;
            /**
             * Format: int64
             * @description How many there are in all, over every page; -1 where counting would cost too much
             * @example 1
             */
            total: number;
        };
        PageVolume: {
            /** @description What is on this page */
            items: components["schemas"]["Volume"][];
            /**
             * @description Cursor of the next page; absent on the last one
             * @example d2ViLTE
             */
            next?: string;
            /**
             * Format: int64
             * @description How many there are in all, over every page; -1 where counting would cost too much
             * @example 1
             */
            total: number;
        };
        Pool: {
            /**
             * Format: int64
             * @description What is used of it
             * @example 32212254720
             */
            allocationBytes: number;
            /** @description Started when its host starts */
            autostart: boolean;
            /**
             * Format: int64
             * @description What is free
             * @example 75161927680
             */
            availableBytes: number;
            /**
             * Format: int64
             * @description Its size; 0 while it is not running
             * @example 107374182400
             */
            capacityBytes: number;
            /**
             * Format: date-time
             * @description When NovaCron created or first saw it
             */
            createdAt: string;
            /**
             * @description Names the pool for its whole life
             * @example 0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11
             */
            id: string;
            /**
             * @description What it is made of, in libvirt's words: dir, fs, netfs, logical, zfs, iscsi ...
             * @example dir
             */
            kind: string;
            /** @description True when it is fuller than warnPercent */
            low: boolean;
            /**
             * @description Unique on its node
             * @example default
             */
            name: string;
            /**
             * @description The node that owns it
             * @example n-5f0c2c1e
             */
            node: string;
            /** @description False for a pool that vanishes when it stops (made so by other tools) */
            persistent: boolean;
            /**
             * Format: int64
             * @description Grows with every change; the ETag
             * @example 7
             */
            revision: number;
            /** @description What it is made of, where that is more than a folder */
            source?: components["schemas"]["PoolSource"];
            /**
             * @description Whether it can be used
             * @enum {string}
             */
            state: "running" | "inactive" | "building" | "degraded" | "inaccessible";
            /**
             * @description Where its volumes lie on the host
             * @example /var/lib/libvirt/images
             */
            targetPath?: string;
            /**
             * Format: date-time
             * @description When this record last changed
             */
            updatedAt: string;
            /**
             * Format: int64
             * @description How many volumes it has; 0 while it is not running
             * @example 12
             */
            volumes: number;
            /**
             * Format: int64
             * @description How full it may be before it is warned of
             * @example 85
             */
            warnPercent: number;
        };
        PoolKind: {
            /**
             * @description Formats of volumes that can be made in it
             * @example [
             *       "qcow2",
             *       "raw"
             *     ]
             */
            formats?: string[];
            /**
             * @description Its word
             * @example netfs
             */
            kind: string;
            /**
             * @description Fields that must be set to create one
             * @example [
             *       "source.host",
             *       "source.dir",
             *       "targetPath"
             *     ]
             */
            needs: string[];
            /** @description Whether this host can run it */
            possible: boolean;
            /**
             * @description Why not, and what is missing
             * @example mount.nfs is not installed
             */
            reason?: string;
            /**
             * @description What it is, for people
             * @example NFS export
             */
            title: string;
        };
        PoolSource: {
            /**
             * @description Device of the host for fs, or to build a zpool on; IQN of the target for iscsi
             * @example iqn.2026-01.net.example:storage
             */
            device?: string;
            /**
             * @description Devices of the host that a volume group is built from; only for making it anew
             * @example [
             *       "/dev/sdb"
             *     ]
             */
            devices?: string[];
            /**
             * @description Folder that the server exports, for netfs
             * @example /export/images
             */
            dir?: string;
            /**
             * @description File system or protocol: nfs, ext4, xfs ...
             * @example nfs
             */
            format?: string;
            /**
             * @description Server, for netfs and iscsi
             * @example nas.example.net
             */
            host?: string;
            /** @description IQN of this host, for iscsi */
            initiator?: string;
            /**
             * @description Volume group for logical, dataset for zfs
             * @example vg0
             */
            name?: string;
        };
        PoolUpdate: {
            /** @description Start it when its host starts */
            autostart?: boolean;
            /**
             * Format: int64
             * @description How full it may be before it is warned of
             */
            warnPercent?: number;
        };
        PowerBody: {
            /** @description Start afresh although a saved state is there, which is lost */
            discardSavedState?: boolean;
            /**
             * Format: int64
             * @description How long shutdown waits for the guest; 100 when left out
             * @example 60
             */
            timeoutSeconds?: number;
        };
        PressKeys: {
            /**
             * Format: int64
             * @description How long they are held; 100 when left out
             * @example 100
             */
            holdMilliseconds?: number;
            /**
             * @description Names of keys with hyphens between them
             * @example ctrl-alt-delete
             */
            keys: string;
        };
        PreviewCloudInit: {
            /** @description What it is to be told */
            cloudInit: components["schemas"]["CloudInit"];
            /**
             * @description The VM's name, from which its host name follows
             * @example web-1
             */
            name?: string;
        };
        Problem: {
            /**
             * @description What went wrong, in one word that programs may rely on
             * @example not_found
             * @enum {string}
             */
            code: "invalid" | "unauthenticated" | "forbidden" | "not_found" | "conflict" | "wrong_state" | "stale" | "too_large" | "exhausted" | "unsupported" | "unavailable" | "timeout" | "canceled" | "internal";
            /**
             * @description One sentence for a person
             * @example vm 6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55
             */
            detail: string;
            /** @description The fields at fault, for invalid */
            fields?: components["schemas"]["Field"][];
            /** @description What can be done about it */
            mend?: string;
            /**
             * @description The log speaks of this request under this id
             * @example k3v7q2m4x6p1r5t8
             */
            requestId: string;
            /**
             * Format: int64
             * @description The HTTP status
             * @example 404
             */
            status: number;
            /**
             * @description What the code means
             * @example Not found
             */
            title: string;
            /**
             * @description Names the kind of problem: urn:novacron:problem: and the code
             * @example urn:novacron:problem:not_found
             */
            type: string;
        };
        ResizeVolume: {
            /**
             * Format: int64
             * @description The new size
             * @example 21474836480
             */
            capacityBytes: number;
            /** @description Allow a smaller size: what is behind the new end is lost. raw only, and no VM may use it */
            shrink?: boolean;
        };
        RevertSnapshot: {
            /** @description Power off an active VM first: what it does now is lost */
            force?: boolean;
            /** @description Start the VM afterwards; one with memory goes on by itself */
            start?: boolean;
        };
        Rule: {
            /**
             * @description What is done with what fits
             * @enum {string}
             */
            action: "accept" | "drop" | "reject";
            /**
             * @description The other side; everybody when left out
             * @example 10.0.0.0/8
             */
            cidr?: string;
            /**
             * @description For people
             * @example web
             */
            comment?: string;
            /**
             * @description in: towards the guest; out: from it
             * @enum {string}
             */
            direction: "in" | "out";
            /**
             * @description Destination ports, for tcp, udp and sctp; all when left out
             * @example 80,443,8000-8100
             */
            ports?: string;
            /**
             * @description any when left out
             * @enum {string}
             */
            protocol?: "any" | "tcp" | "udp" | "icmp" | "icmpv6" | "sctp";
        };
        Session: {
            /** @description True when none was started: the answer to ?dryRun=true */
            dryRun?: boolean;
            /**
             * Format: date-time
             * @description When the session ends, whatever is done with it
             */
            expiresAt: string;
            /** @description Who is logged in */
            user: components["schemas"]["User"];
        };
        SetFirewall: {
            /**
             * @description The guest's own addresses; learned when left out. IPv6 passes anti-spoofing only with an IPv6 address here
             * @example [
             *       "192.168.122.17"
             *     ]
             */
            addresses?: string[];
            /** @description Drop what the guest sends under another MAC or IP address than its own; true when left out */
            antiSpoofing?: boolean;
            /**
             * @description What no rule fits, towards the guest; accept when left out
             * @enum {string}
             */
            inbound?: "accept" | "drop";
            /**
             * @description Where its address is learned from: a DHCP answer (only then other traffic passes), or the first packet that it sends; dhcp when left out
             * @enum {string}
             */
            learn?: "dhcp" | "any";
            /**
             * @description What no rule fits, from the guest; accept when left out
             * @enum {string}
             */
            outbound?: "accept" | "drop";
            /** @description Rules, the first that fits decides */
            rules?: components["schemas"]["Rule"][];
        };
        SetGuestPassword: {
            /** @description The password is a hash as crypt(3) makes them */
            crypted?: boolean;
            /** @description The password, or with crypted its hash */
            password: string;
            /**
             * @description The account, which must exist
             * @example root
             */
            user: string;
        };
        SetupCode: {
            /**
             * @description Makes the first administrator, once
             * @example 7F3A-9K2M
             */
            code?: string;
            /** @description True when none was made: the answer to ?dryRun=true */
            dryRun?: boolean;
        };
        SetupState: {
            /** @description True until the first administrator was made with the setup code */
            needed: boolean;
        };
        Snapshot: {
            /**
             * @description How the disks stand: as after a power cut (crash), with file systems at rest (filesystem), or together with the memory that knows what is not on them yet (memory)
             * @enum {string}
             */
            consistency: "crash" | "filesystem" | "memory";
            /**
             * Format: date-time
             * @description When NovaCron created or first saw it
             */
            createdAt: string;
            /** @description True for the one that the VM's present state builds on */
            current: boolean;
            /** @description Free text */
            description?: string;
            /** @description The disks that it keeps */
            disks?: components["schemas"]["SnapshotDisk"][];
            /** @description File with a copy of the UEFI variables */
            firmwareFile?: string;
            /**
             * @description Names the snapshot
             * @example snap-0193a7c2e5b0
             */
            id: string;
            /**
             * @description Kept in files of its own (external), or inside the qcow2 files (internal; made by other tools)
             * @enum {string}
             */
            kind: "external" | "internal";
            /** @description True when NovaCron made it, false when it found it */
            managed: boolean;
            /** @description True when it keeps the memory too: reverting goes on at that very moment */
            memory: boolean;
            /**
             * @description File with the memory
             * @example /var/lib/libvirt/images/web-1-memory-5b1d0c9e.save
             */
            memoryFile?: string;
            /**
             * @description Unique for its VM; virsh shows it under the same name
             * @example before-upgrade
             */
            name: string;
            /**
             * @description The node that owns it
             * @example n-5f0c2c1e
             */
            node: string;
            /**
             * @description The snapshot that it builds on; absent for a first one
             * @example snap-5b1d0c9e7a21
             */
            parent?: string;
            /** @description Why the VM cannot return to it; absent when it can */
            problem?: string;
            /**
             * Format: int64
             * @description Grows with every change; the ETag
             * @example 7
             */
            revision: number;
            /**
             * Format: int64
             * @description What its files take on disk
             * @example 1048576
             */
            sizeBytes: number;
            /**
             * @description State of the VM at that moment
             * @enum {string}
             */
            state: "running" | "paused" | "pmsuspended" | "shutoff" | "crashed" | "unknown";
            /**
             * Format: date-time
             * @description The moment that it keeps
             */
            takenAt: string;
            /**
             * Format: date-time
             * @description When this record last changed
             */
            updatedAt: string;
            /**
             * @description The VM that it is of
             * @example 6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55
             */
            vm: string;
        };
        SnapshotDisk: {
            /**
             * @description Name of the device towards the guest
             * @example vda
             */
            device: string;
            /**
             * @description Format of the file
             * @example qcow2
             */
            format?: string;
            /**
             * @description File that holds the data of that moment; what came later lies in overlays on it
             * @example /var/lib/libvirt/images/web-1-vda.qcow2
             */
            path: string;
            /**
             * @description Storage pool it lies in
             * @example default
             */
            pool?: string;
            /**
             * Format: int64
             * @description What the file takes on disk
             */
            sizeBytes?: number;
            /**
             * @description Volume in the pool
             * @example web-1-vda.qcow2
             */
            volume?: string;
        };
        Subnet: {
            /**
             * @description The host's address in it, and its length
             * @example 192.168.100.1/24
             */
            address: string;
            /**
             * @description Last address that DHCP hands out
             * @example 192.168.100.254
             */
            end?: string;
            /** @description Hardware addresses that always get the same address */
            hosts?: components["schemas"]["DHCPHost"][];
            /**
             * @description First address that DHCP hands out; no DHCP when absent
             * @example 192.168.100.10
             */
            start?: string;
        };
        TPM: {
            /**
             * @description What is behind it
             * @example emulator
             */
            readonly backend?: string;
            /**
             * @description What the guest sees
             * @example tpm-crb
             * @enum {string}
             */
            model: "none" | "tpm-tis" | "tpm-crb" | "tpm-spapr";
            /**
             * @description 2.0 when left out
             * @example 2.0
             * @enum {string}
             */
            version?: "1.2" | "2.0";
        };
        Target: {
            /**
             * @description Its id
             * @example 6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55
             */
            id: string;
            /**
             * @description Kind of thing
             * @example vm
             */
            kind: string;
            /**
             * @description Its name at the time
             * @example web-1
             */
            name?: string;
        };
        Ticket: {
            /** @description True when none was made: the answer to ?dryRun=true */
            dryRun?: boolean;
            /**
             * Format: date-time
             * @description When it ends
             */
            expiresAt: string;
            /**
             * @description Which console it opens
             * @enum {string}
             */
            kind: "serial" | "vnc";
            /**
             * @description Where to connect the WebSocket to, with the ticket
             * @example /api/v1/vms/6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55/vnc?ticket=nct-5f0c2c1e
             */
            path: string;
            /** @description Take the serial console over */
            takeOver?: boolean;
            /** @description The secret: valid once, for 30 seconds */
            ticket?: string;
            /** @description Watch only */
            viewOnly?: boolean;
            /** @description The VM */
            vm: string;
        };
        TicketRequest: {
            /**
             * @description Which console it opens
             * @enum {string}
             */
            kind: "serial" | "vnc";
            /** @description Take the serial console from another tool that holds it; for serial */
            takeOver?: boolean;
            /** @description Watch the screen only; for vnc */
            viewOnly?: boolean;
        };
        TypeText: {
            /**
             * @description The keyboard layout that the guest is set to; en-us when left out
             * @example de
             */
            layout?: string;
            /**
             * @description What to type; a line feed is Enter, a tab is Tab
             * @example uname -a
             */
            text: string;
        };
        Typed: {
            /**
             * Format: int64
             * @description How many characters were typed
             * @example 9
             */
            characters: number;
            /** @description True when nothing was typed: the answer to ?dryRun=true */
            dryRun?: boolean;
        };
        Upload: {
            /**
             * @description What the bytes are
             * @enum {string}
             */
            format: "qcow2" | "raw";
            /**
             * @description Names the upload, and its operation
             * @example op-0193a7c2e5b07d3e
             */
            id: string;
            /**
             * @description Name of the volume
             * @example debian-13.qcow2
             */
            name: string;
            /**
             * Format: int64
             * @description How many are kept for certain: go on from here
             * @example 1073741824
             */
            offsetBytes: number;
            /**
             * @description Name of its pool
             * @example default
             */
            poolName: string;
            /**
             * @description The checksum that they must have
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            sha256?: string;
            /**
             * Format: int64
             * @description How many bytes will come
             * @example 2147483648
             */
            sizeBytes: number;
            /**
             * @description The volume that it becomes
             * @example vol-1f0a7cc9d1e2b3a4c5d6
             */
            volume: string;
        };
        User: {
            /**
             * Format: date-time
             * @description When the user was made
             */
            createdAt: string;
            /**
             * @description Login name
             * @example admin
             */
            name: string;
            /**
             * @description What the user may do
             * @enum {string}
             */
            role: "administrator" | "operator" | "viewer";
        };
        VM: {
            /**
             * @description Hardware virtualization (kvm) or emulation (tcg)
             * @enum {string}
             */
            accel?: "kvm" | "tcg" | "none" | "unknown";
            /** @description Started when its host starts */
            autostart: boolean;
            /**
             * @description What CPU the guest sees
             * @example host-model
             */
            cpuModel?: string;
            /**
             * Format: date-time
             * @description When NovaCron created or first saw it
             */
            createdAt: string;
            /** @description Free text */
            description?: string;
            /** @description Disks and CD-ROMs in boot order of their bus */
            disks?: components["schemas"]["Disk"][];
            /**
             * @description What it boots with
             * @enum {string}
             */
            firmware: "bios" | "uefi";
            /** @description What it has beside vCPUs, memory, disks and NICs */
            hardware?: components["schemas"]["Hardware"];
            /**
             * @description Names the VM for its whole life
             * @example 6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55
             */
            id: string;
            /**
             * @description Key and value, to select by
             * @example {
             *       "tier": "web"
             *     }
             */
            labels?: {
                [key: string]: string;
            };
            /**
             * @description Machine type
             * @example pc-q35-7.2
             */
            machine?: string;
            /** @description True when NovaCron created it, false when it found it */
            managed: boolean;
            /**
             * Format: int64
             * @description Memory
             * @example 1073741824
             */
            memoryBytes: number;
            /**
             * @description Unique on its node
             * @example web-1
             */
            name: string;
            /** @description Network interfaces */
            nics?: components["schemas"]["NIC"][];
            /**
             * @description The node that owns it
             * @example n-5f0c2c1e
             */
            node: string;
            /** @description Changes that wait for the next start */
            pending?: components["schemas"]["Change"][];
            /** @description False for a VM that vanishes when it stops (made so by other tools) */
            persistent: boolean;
            /**
             * @description What runs it
             * @example kvm
             */
            provider: string;
            /**
             * Format: int64
             * @description Grows with every change; the ETag
             * @example 7
             */
            revision: number;
            /** @description Its memory was saved; the next start restores it */
            savedState?: boolean;
            /**
             * @description Power state
             * @enum {string}
             */
            state: "running" | "paused" | "pmsuspended" | "shutoff" | "crashed" | "unknown";
            /**
             * @description Why it is in that state, in the hypervisor's words
             * @example booted
             */
            stateReason?: string;
            /**
             * Format: date-time
             * @description When NovaCron first saw it in that state
             */
            stateSince?: string;
            /** @description Made to be cloned: NovaCron does not start it */
            template?: boolean;
            /**
             * @description One line for people
             * @example Shop front end
             */
            title?: string;
            /**
             * Format: date-time
             * @description When this record last changed
             */
            updatedAt: string;
            /**
             * Format: int64
             * @description Virtual CPUs
             * @example 2
             */
            vcpus: number;
        };
        VMConsoles: {
            /** @description Keys and text sent to its keyboard */
            keys: components["schemas"]["Ability"];
            /**
             * @description Keyboard layouts in which text can be typed
             * @example [
             *       "en-us",
             *       "de"
             *     ]
             */
            layouts: string[];
            /** @description A picture of the screen */
            screenshot: components["schemas"]["Ability"];
            /** @description The serial console */
            serial: components["schemas"]["Ability"];
            /** @description The screen, with keyboard and pointer */
            vnc: components["schemas"]["Ability"];
        };
        VMUpdate: {
            /** @description Start it when its host starts */
            autostart?: boolean;
            /** @description Free text */
            description?: string;
            /** @description All labels: those not named here go */
            labels?: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description Memory, at least 32 MiB
             */
            memoryBytes?: number;
            /** @description One line for people */
            title?: string;
            /**
             * Format: int64
             * @description Virtual CPUs
             */
            vcpus?: number;
        };
        VMUpdateResult: {
            /** @description The change, with when each part takes hold */
            operation: components["schemas"]["Operation"];
            /** @description The VM after the change */
            vm: components["schemas"]["VM"];
        };
        Video: {
            /**
             * @description What the guest sees
             * @example virtio
             * @enum {string}
             */
            model: "none" | "virtio" | "vga" | "qxl" | "bochs" | "cirrus" | "ramfb" | "vmvga" | "gop";
        };
        Volume: {
            /**
             * Format: int64
             * @description What it takes of its pool
             * @example 1376256
             */
            allocationBytes: number;
            /**
             * @description Path of what it is an overlay on
             * @example /var/lib/libvirt/images/debian-13.qcow2
             */
            backing?: string;
            /**
             * @description Format of that
             * @example qcow2
             */
            backingFormat?: string;
            /**
             * Format: int64
             * @description Size that a guest sees
             * @example 10737418240
             */
            capacityBytes: number;
            /**
             * Format: date-time
             * @description When NovaCron created or first saw it
             */
            createdAt: string;
            /**
             * Format: int64
             * @description How many bytes a download gives; 0 when not known
             * @example 196928
             */
            fileSizeBytes?: number;
            /**
             * @description Format of its data, in libvirt's word
             * @example qcow2
             */
            format: string;
            /**
             * @description Names the volume
             * @example vol-1f0a7cc9d1e2b3a4c5d6
             */
            id: string;
            /**
             * @description file, block, dir, network, netdir or ploop
             * @example file
             */
            kind: string;
            /**
             * @description Unique in its pool
             * @example web-1-vda.qcow2
             */
            name: string;
            /**
             * @description The node that owns it
             * @example n-5f0c2c1e
             */
            node: string;
            /**
             * @description Path on the host
             * @example /var/lib/libvirt/images/web-1-vda.qcow2
             */
            path: string;
            /**
             * @description The pool that it lies in
             * @example 0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11
             */
            pool: string;
            /**
             * @description The pool's name
             * @example default
             */
            poolName: string;
            /**
             * Format: int64
             * @description Grows with every change; the ETag
             * @example 7
             */
            revision: number;
            /**
             * @description Checksum of what was uploaded; a VM may have written since
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            sha256?: string;
            /**
             * Format: date-time
             * @description When this record last changed
             */
            updatedAt: string;
            /** @description VMs, images and volumes that use it: it is neither deleted nor overwritten */
            usedBy?: components["schemas"]["Target"][];
        };
        Warning: {
            /**
             * @description What is the matter
             * @example /dev/kvm is there but did not run the probe; VMs are emulated and slow
             */
            detail: string;
            /**
             * @description Kind of warning
             * @example kvm_unusable
             */
            id: string;
            /** @description What can be done about it */
            mend?: string;
        };
        Watchdog: {
            /**
             * @description What is done when it fires; reset when left out
             * @example reset
             * @enum {string}
             */
            action?: "reset" | "shutdown" | "poweroff" | "pause" | "none" | "dump" | "inject-nmi";
            /**
             * @description What the guest sees; itco is part of every q35 machine, from libvirt 9.1 on
             * @example i6300esb
             * @enum {string}
             */
            model: "none" | "i6300esb" | "itco" | "ib700" | "diag288";
        };
    };
    responses: {
        /** @description Canceled: canceled */
        canceled: {
            headers: {
                /** @description The log speaks of this request under this id */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description In conflict with what is there: conflict */
        conflict: {
            headers: {
                /** @description The log speaks of this request under this id */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description In conflict with what is there: conflict, wrong_state */
        "conflict.wrong_state": {
            headers: {
                /** @description The log speaks of this request under this id */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A limit is reached: exhausted */
        exhausted: {
            headers: {
                "Retry-After"?: string;
                /** @description The log speaks of this request under this id */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not permitted: forbidden */
        forbidden: {
            headers: {
                /** @description The log speaks of this request under this id */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Internal error: internal */
        internal: {
            headers: {
                /** @description The log speaks of this request under this id */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request cannot be used: invalid */
        invalid: {
            headers: {
                /** @description The log speaks of this request under this id */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not found: not_found */
        not_found: {
            headers: {
                /** @description The log speaks of this request under this id */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Changed meanwhile: stale */
        stale: {
            headers: {
                /** @description The log speaks of this request under this id */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It did not end in time: timeout */
        timeout: {
            headers: {
                /** @description The log speaks of this request under this id */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too large: too_large */
        too_large: {
            headers: {
                /** @description The log speaks of this request under this id */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Nobody is logged in: unauthenticated */
        unauthenticated: {
            headers: {
                "Www-Authenticate"?: string;
                /** @description The log speaks of this request under this id */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not available now: unavailable */
        unavailable: {
            headers: {
                "Retry-After"?: string;
                /** @description The log speaks of this request under this id */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not supported here: unsupported */
        unsupported: {
            headers: {
                /** @description The log speaks of this request under this id */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not possible in this state: wrong_state */
        wrong_state: {
            headers: {
                /** @description The log speaks of this request under this id */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listAudit: {
        parameters: {
            query?: {
                /** @description Items on the page at the most; 100 when left out */
                limit?: number;
                /** @description Where the last page ended: its next */
                cursor?: string;
                /** @description Only records about the thing with this id */
                target?: string;
                /** @description Only what this identity did or tried: its name, or its kind, a colon and its name */
                who?: string;
                /** @description Only this verb, or all of a noun */
                verb?: string;
                /** @description Only this stage */
                stage?: "intent" | "accepted" | "outcome" | "denied";
                /** @description Not before this time */
                since?: string;
                /** @description Before this time */
                until?: string;
                /** @description Only those of this request */
                request?: string;
                /** @description Only those of this operation */
                operation?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "at": "2026-03-14T09:26:53Z",
                     *           "identity": {
                     *             "from": "192.0.2.7",
                     *             "kind": "user",
                     *             "name": "admin",
                     *             "role": "administrator"
                     *           },
                     *           "intent": 16,
                     *           "operation": "op-0193a7c2e5b07d3e",
                     *           "requestId": "k3v7q2m4x6p1r5t8",
                     *           "sequence": 17,
                     *           "stage": "outcome",
                     *           "target": {
                     *             "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *             "kind": "vm",
                     *             "name": "web-1"
                     *           },
                     *           "verb": "vm.start"
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["PageAuditRecord"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    exportAudit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {"novacronAudit":"1","node":"n-1f0c2a3b"}
                     *     ...
                     */
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getAuditHead: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "at": "2026-03-14T09:26:53Z",
                     *       "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "key": "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=",
                     *       "node": "n-5f0c2c1e",
                     *       "sequence": 17,
                     *       "signature": "c2lnbmF0dXJl"
                     *     }
                     */
                    "application/json": components["schemas"]["AuditHead"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    previewCloudInit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "cloudInit": {
                 *         "user": "ada"
                 *       },
                 *       "name": "web-1"
                 *     }
                 */
                "application/json": components["schemas"]["PreviewCloudInit"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "files": [
                     *         {
                     *           "name": "meta-data",
                     *           "text": "instance-id: i-6b1f6c1e-1f2e3d4c\nlocal-hostname: web-1\n"
                     *         },
                     *         {
                     *           "name": "user-data",
                     *           "text": "#cloud-config\nhostname: web-1\n"
                     *         }
                     *       ],
                     *       "instanceId": "i-6b1f6c1e-1f2e3d4c",
                     *       "pool": "default",
                     *       "volume": "web-1-seed-6b1f6c1e.iso"
                     *     }
                     */
                    "application/json": components["schemas"]["CloudInitSeed"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description The cursor of the last event that was seen: begin after it */
                since?: string;
                /** @description Only events about the thing with this id */
                target?: string;
                /** @description Only events of this type, or of a noun: vm.* */
                type?: string;
                /** @description Events on the page at the most; 100 when left out */
                limit?: number;
                /** @description Without since: the newest page instead of the oldest */
                tail?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "at": "2026-03-14T09:26:53Z",
                     *           "cursor": "bjEuMS43",
                     *           "data": {
                     *             "state": "running"
                     *           },
                     *           "identity": "user:admin",
                     *           "node": "n-5f0c2c1e",
                     *           "operation": "op-0193a7c2e5b07d3e",
                     *           "sequence": 42,
                     *           "target": {
                     *             "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *             "kind": "vm",
                     *             "name": "web-1"
                     *           },
                     *           "type": "vm.started"
                     *         }
                     *       ],
                     *       "more": false,
                     *       "next": "bjEuMS43"
                     *     }
                     */
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    listImages: {
        parameters: {
            query?: {
                /** @description Items on the page at the most; 100 when left out */
                limit?: number;
                /** @description Where the last page ended: its next */
                cursor?: string;
                /** @description Only images in this state */
                state?: "importing" | "ready" | "failed";
                /** @description Only images whose name, system or description contains this, without regard to case */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "createdAt": "2026-03-14T09:26:53Z",
                     *           "fileSizeBytes": 345178112,
                     *           "format": "qcow2",
                     *           "id": "img-0193a7c2e5b0",
                     *           "name": "debian-13",
                     *           "node": "n-5f0c2c1e",
                     *           "os": "debian-13",
                     *           "osGuessed": true,
                     *           "path": "/var/lib/libvirt/images/debian-13-0193a7c2.qcow2",
                     *           "pool": "0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11",
                     *           "poolName": "default",
                     *           "revision": 7,
                     *           "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *           "source": {
                     *             "kind": "url",
                     *             "url": "https://cloud.debian.org/images/cloud/trixie/latest/debian-13-genericcloud-amd64.qcow2"
                     *           },
                     *           "state": "ready",
                     *           "updatedAt": "2026-03-14T09:26:53Z",
                     *           "usedBy": [
                     *             {
                     *               "device": "vda",
                     *               "path": "/var/lib/libvirt/images/web-1-vda.qcow2",
                     *               "vm": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *               "vmName": "web-1"
                     *             }
                     *           ],
                     *           "verified": false,
                     *           "virtualSizeBytes": 3221225472,
                     *           "volume": "debian-13-0193a7c2.qcow2"
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["PageImage"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    importImage: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "debian-13",
                 *       "url": "https://cloud.debian.org/images/cloud/trixie/latest/debian-13-genericcloud-amd64.qcow2"
                 *     }
                 */
                "application/json": components["schemas"]["ImportImage"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "image.import",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "image.import",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "img-0193a7c2e5b0",
                     *         "kind": "image",
                     *         "name": "debian-13"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getImage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The image's id, or its name */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "fileSizeBytes": 345178112,
                     *       "format": "qcow2",
                     *       "id": "img-0193a7c2e5b0",
                     *       "name": "debian-13",
                     *       "node": "n-5f0c2c1e",
                     *       "os": "debian-13",
                     *       "osGuessed": true,
                     *       "path": "/var/lib/libvirt/images/debian-13-0193a7c2.qcow2",
                     *       "pool": "0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11",
                     *       "poolName": "default",
                     *       "revision": 7,
                     *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "source": {
                     *         "kind": "url",
                     *         "url": "https://cloud.debian.org/images/cloud/trixie/latest/debian-13-genericcloud-amd64.qcow2"
                     *       },
                     *       "state": "ready",
                     *       "updatedAt": "2026-03-14T09:26:53Z",
                     *       "usedBy": [
                     *         {
                     *           "device": "vda",
                     *           "path": "/var/lib/libvirt/images/web-1-vda.qcow2",
                     *           "vm": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *           "vmName": "web-1"
                     *         }
                     *       ],
                     *       "verified": false,
                     *       "virtualSizeBytes": 3221225472,
                     *       "volume": "debian-13-0193a7c2.qcow2"
                     *     }
                     */
                    "application/json": components["schemas"]["Image"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    deleteImage: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The image's id, or its name */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "image.delete",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "image.delete",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "img-0193a7c2e5b0",
                     *         "kind": "image",
                     *         "name": "debian-13"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    updateImage: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The image's id, or its name */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "os": "debian-13"
                 *     }
                 */
                "application/json": components["schemas"]["ImageUpdate"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "fileSizeBytes": 345178112,
                     *       "format": "qcow2",
                     *       "id": "img-0193a7c2e5b0",
                     *       "name": "debian-13",
                     *       "node": "n-5f0c2c1e",
                     *       "os": "debian-13",
                     *       "osGuessed": true,
                     *       "path": "/var/lib/libvirt/images/debian-13-0193a7c2.qcow2",
                     *       "pool": "0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11",
                     *       "poolName": "default",
                     *       "revision": 7,
                     *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "source": {
                     *         "kind": "url",
                     *         "url": "https://cloud.debian.org/images/cloud/trixie/latest/debian-13-genericcloud-amd64.qcow2"
                     *       },
                     *       "state": "ready",
                     *       "updatedAt": "2026-03-14T09:26:53Z",
                     *       "usedBy": [
                     *         {
                     *           "device": "vda",
                     *           "path": "/var/lib/libvirt/images/web-1-vda.qcow2",
                     *           "vm": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *           "vmName": "web-1"
                     *         }
                     *       ],
                     *       "verified": false,
                     *       "virtualSizeBytes": 3221225472,
                     *       "volume": "debian-13-0193a7c2.qcow2"
                     *     }
                     */
                    "application/json": components["schemas"]["Image"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    logIn: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "admin",
                 *       "password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "expiresAt": "2026-03-14T21:26:53Z",
                     *       "user": {
                     *         "createdAt": "2026-03-14T09:26:53Z",
                     *         "name": "admin",
                     *         "role": "administrator"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    logOut: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "dryRun": true
                     *     }
                     */
                    "application/json": components["schemas"]["DryRunDone"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    "Set-Cookie"?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getIdentity: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": "192.0.2.7",
                     *       "kind": "user",
                     *       "name": "admin",
                     *       "role": "administrator"
                     *     }
                     */
                    "application/json": components["schemas"]["Identity"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getNodeMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "at": "2026-03-14T09:26:53Z",
                     *       "dataFreeBytes": 214748364800,
                     *       "eventsStored": 1312,
                     *       "eventsUnpublished": 0,
                     *       "hostCpus": 16,
                     *       "hostLoad1": 0.42,
                     *       "hostMemoryAvailableBytes": 51539607552,
                     *       "hostMemoryBytes": 68719476736,
                     *       "operationsRunning": 0,
                     *       "residentBytes": 100663296,
                     *       "vcpus": 6,
                     *       "vmMemoryBytes": 3221225472,
                     *       "vms": 4,
                     *       "vmsByState": {
                     *         "running": 3,
                     *         "shutoff": 1
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["NodeMetrics"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    listNetworks: {
        parameters: {
            query?: {
                /** @description Items on the page at the most; 100 when left out */
                limit?: number;
                /** @description Where the last page ended: its next */
                cursor?: string;
                /** @description Only networks whose name contains this, without regard to case */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "autostart": true,
                     *           "bridge": "virbr1",
                     *           "createdAt": "2026-03-14T09:26:53Z",
                     *           "domain": "lab.internal",
                     *           "id": "8a1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *           "ipv4": {
                     *             "address": "192.168.100.1/24",
                     *             "end": "192.168.100.254",
                     *             "hosts": [
                     *               {
                     *                 "address": "192.168.100.5",
                     *                 "mac": "52:54:00:12:34:56",
                     *                 "name": "web-1"
                     *               }
                     *             ],
                     *             "start": "192.168.100.10"
                     *           },
                     *           "managed": true,
                     *           "mode": "nat",
                     *           "name": "lab",
                     *           "node": "n-5f0c2c1e",
                     *           "persistent": true,
                     *           "revision": 7,
                     *           "state": "running",
                     *           "updatedAt": "2026-03-14T09:26:53Z"
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["PageNetwork"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    createNetwork: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "domain": "lab.internal",
                 *       "ipv4": {
                 *         "address": "192.168.100.1/24",
                 *         "end": "192.168.100.254",
                 *         "start": "192.168.100.10"
                 *       },
                 *       "mode": "nat",
                 *       "name": "lab"
                 *     }
                 */
                "application/json": components["schemas"]["CreateNetwork"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "network.create",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "network.create",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "8a1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "network",
                     *         "name": "lab"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getNetwork: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The network's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "autostart": true,
                     *       "bridge": "virbr1",
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "domain": "lab.internal",
                     *       "id": "8a1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *       "ipv4": {
                     *         "address": "192.168.100.1/24",
                     *         "end": "192.168.100.254",
                     *         "hosts": [
                     *           {
                     *             "address": "192.168.100.5",
                     *             "mac": "52:54:00:12:34:56",
                     *             "name": "web-1"
                     *           }
                     *         ],
                     *         "start": "192.168.100.10"
                     *       },
                     *       "managed": true,
                     *       "mode": "nat",
                     *       "name": "lab",
                     *       "node": "n-5f0c2c1e",
                     *       "persistent": true,
                     *       "revision": 7,
                     *       "state": "running",
                     *       "updatedAt": "2026-03-14T09:26:53Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Network"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    deleteNetwork: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
                /** @description Although VMs are on it: they lose their link */
                force?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The network's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "network.delete",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "network.delete",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "8a1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "network",
                     *         "name": "lab"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    updateNetwork: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The network's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "end": "192.168.100.200",
                 *       "start": "192.168.100.20"
                 *     }
                 */
                "application/json": components["schemas"]["NetworkUpdate"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "network.update",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "network.update",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "8a1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "network",
                     *         "name": "lab"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    setDHCPHost: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The network's id */
                id: string;
                /** @description Hardware address */
                mac: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "address": "192.168.100.5",
                 *       "name": "web-1"
                 *     }
                 */
                "application/json": components["schemas"]["DhcpHostBody"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "network.host_set",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "network.host_set",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "8a1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "network",
                     *         "name": "lab"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    deleteDHCPHost: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The network's id */
                id: string;
                /** @description Hardware address */
                mac: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "network.host_delete",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "network.host_delete",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "8a1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "network",
                     *         "name": "lab"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    listLeases: {
        parameters: {
            query?: {
                /** @description Items on the page at the most; 100 when left out */
                limit?: number;
                /** @description Where the last page ended: its next */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The network's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "address": "192.168.100.17",
                     *           "expiresAt": "2026-03-14T09:26:53Z",
                     *           "hostname": "web-1",
                     *           "mac": "52:54:00:12:34:56",
                     *           "prefix": 24,
                     *           "vm": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *           "vmName": "web-1"
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["PageLease"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    startNetwork: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
                /** @description Although VMs are on it: they lose their link */
                force?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The network's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "network.start",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "network.start",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "8a1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "network",
                     *         "name": "lab"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    stopNetwork: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
                /** @description Although VMs are on it: they lose their link */
                force?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The network's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "network.stop",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "network.stop",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "8a1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "network",
                     *         "name": "lab"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getNode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "hypervisor": {
                     *         "accel": "tcg",
                     *         "connected": true,
                     *         "cpus": 16,
                     *         "memoryBytes": 68719476736,
                     *         "provider": "kvm",
                     *         "since": "2026-03-14T09:26:53Z",
                     *         "uri": "qemu:///system",
                     *         "version": "libvirt 9.0.0, QEMU 7.2.22"
                     *       },
                     *       "id": "n-5f0c2c1e",
                     *       "name": "edge-1",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "version": "0.1.0",
                     *       "warnings": [
                     *         {
                     *           "detail": "/dev/kvm is there but did not run the probe; VMs are emulated and slow",
                     *           "id": "kvm_unusable",
                     *           "mend": "enable virtualization in the firmware, or nested virtualization in the host that runs this one"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Node"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    listHostDevices: {
        parameters: {
            query?: {
                /** @description Items on the page at the most; 100 when left out */
                limit?: number;
                /** @description Where the last page ended: its next */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "class": "020000",
                     *           "driver": "igb",
                     *           "groupIds": [
                     *             "0000:03:00.1"
                     *           ],
                     *           "id": "0000:03:00.0",
                     *           "iommuGroup": 14,
                     *           "kind": "pci",
                     *           "name": "Intel Corporation I350 Gigabit Network Connection",
                     *           "productId": "1521",
                     *           "usedBy": [
                     *             {
                     *               "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *               "kind": "vm",
                     *               "name": "web-1"
                     *             }
                     *           ],
                     *           "vendorId": "8086"
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["PageHostDevice"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getHardwareOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "diskBuses": [
                     *         "virtio",
                     *         "sata",
                     *         "usb"
                     *       ],
                     *       "firmware": [
                     *         "bios",
                     *         "uefi"
                     *       ],
                     *       "hugePageBytes": [
                     *         2097152
                     *       ],
                     *       "maxVcpus": 288,
                     *       "nicModels": [
                     *         "virtio",
                     *         "e1000e"
                     *       ],
                     *       "numaNodes": [
                     *         {
                     *           "cpus": "0-15",
                     *           "id": 0,
                     *           "memoryBytes": 68719476736
                     *         }
                     *       ],
                     *       "secureBoot": true,
                     *       "tpmModels": [
                     *         "tpm-tis",
                     *         "tpm-crb"
                     *       ],
                     *       "videoModels": [
                     *         "virtio",
                     *         "vga"
                     *       ],
                     *       "watchdogs": [
                     *         "i6300esb"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["HardwareOptions"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    listHostInterfaces: {
        parameters: {
            query?: {
                /** @description Items on the page at the most; 100 when left out */
                limit?: number;
                /** @description Where the last page ended: its next */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "addresses": [
                     *             "192.0.2.10/24"
                     *           ],
                     *           "carrier": true,
                     *           "kind": "bridge",
                     *           "mac": "02:00:00:00:00:01",
                     *           "mtu": 1500,
                     *           "name": "br0",
                     *           "ports": [
                     *             "eth0"
                     *           ],
                     *           "up": true
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["PageHostInterface"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    listOperations: {
        parameters: {
            query?: {
                /** @description Items on the page at the most; 100 when left out */
                limit?: number;
                /** @description Where the last page ended: its next */
                cursor?: string;
                /** @description Only operations in this state */
                state?: "pending" | "running" | "succeeded" | "failed" | "canceled";
                /** @description Only operations on the thing with this id */
                target?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "cancelable": true,
                     *           "createdAt": "2026-03-14T09:26:53Z",
                     *           "id": "op-0193a7c2e5b07d3e",
                     *           "identity": "user:admin",
                     *           "kind": "vm.start",
                     *           "percent": 10,
                     *           "phase": "prepare",
                     *           "requestId": "k3v7q2m4x6p1r5t8",
                     *           "startedAt": "2026-03-14T09:26:53Z",
                     *           "state": "running",
                     *           "target": {
                     *             "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *             "kind": "vm",
                     *             "name": "web-1"
                     *           }
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["PageOperation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getOperation: {
        parameters: {
            query?: {
                /** @description Seconds to wait for it to end; answered with how it stands when they are over */
                wait?: number;
            };
            header?: never;
            path: {
                /** @description The operation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.start",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    cancelOperation: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The operation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.save",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    listPools: {
        parameters: {
            query?: {
                /** @description Items on the page at the most; 100 when left out */
                limit?: number;
                /** @description Where the last page ended: its next */
                cursor?: string;
                /** @description Only pools whose name contains this, without regard to case */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "allocationBytes": 32212254720,
                     *           "autostart": true,
                     *           "availableBytes": 75161927680,
                     *           "capacityBytes": 107374182400,
                     *           "createdAt": "2026-03-14T09:26:53Z",
                     *           "id": "0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11",
                     *           "kind": "dir",
                     *           "low": false,
                     *           "name": "default",
                     *           "node": "n-5f0c2c1e",
                     *           "persistent": true,
                     *           "revision": 7,
                     *           "state": "running",
                     *           "targetPath": "/var/lib/libvirt/images",
                     *           "updatedAt": "2026-03-14T09:26:53Z",
                     *           "volumes": 12,
                     *           "warnPercent": 85
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["PagePool"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    createPool: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "fast",
                 *       "targetPath": "/srv/fast"
                 *     }
                 */
                "application/json": components["schemas"]["CreatePool"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "pool.create",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "pool.create",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11",
                     *         "kind": "pool",
                     *         "name": "default"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    listPoolKinds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "formats": [
                     *             "qcow2",
                     *             "raw"
                     *           ],
                     *           "kind": "netfs",
                     *           "needs": [
                     *             "targetPath",
                     *             "source.host",
                     *             "source.dir"
                     *           ],
                     *           "possible": false,
                     *           "reason": "mount.nfs is not installed",
                     *           "title": "NFS export"
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["PagePoolKind"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getPool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The pool's id, or its name */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "allocationBytes": 32212254720,
                     *       "autostart": true,
                     *       "availableBytes": 75161927680,
                     *       "capacityBytes": 107374182400,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11",
                     *       "kind": "dir",
                     *       "low": false,
                     *       "name": "default",
                     *       "node": "n-5f0c2c1e",
                     *       "persistent": true,
                     *       "revision": 7,
                     *       "state": "running",
                     *       "targetPath": "/var/lib/libvirt/images",
                     *       "updatedAt": "2026-03-14T09:26:53Z",
                     *       "volumes": 12,
                     *       "warnPercent": 85
                     *     }
                     */
                    "application/json": components["schemas"]["Pool"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    deletePool: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The pool's id, or its name */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "pool.delete",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "pool.delete",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11",
                     *         "kind": "pool",
                     *         "name": "default"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    updatePool: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The pool's id, or its name */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "warnPercent": 90
                 *     }
                 */
                "application/json": components["schemas"]["PoolUpdate"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "pool.update",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "pool.update",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11",
                     *         "kind": "pool",
                     *         "name": "default"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    refreshPool: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The pool's id, or its name */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "pool.refresh",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "pool.refresh",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11",
                     *         "kind": "pool",
                     *         "name": "default"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    startPool: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The pool's id, or its name */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "pool.start",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "pool.start",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11",
                     *         "kind": "pool",
                     *         "name": "default"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    stopPool: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The pool's id, or its name */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "pool.stop",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "pool.stop",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11",
                     *         "kind": "pool",
                     *         "name": "default"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getSetupState: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "needed": true
                     *     }
                     */
                    "application/json": components["schemas"]["SetupState"];
                };
            };
            400: components["responses"]["invalid"];
            413: components["responses"]["too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    setUp: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "7F3A-9K2M",
                 *       "name": "admin",
                 *       "password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["FirstCredentials"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "dryRun": true,
                     *       "expiresAt": "2026-03-14T21:26:53Z",
                     *       "user": {
                     *         "createdAt": "2026-03-14T09:26:53Z",
                     *         "name": "admin",
                     *         "role": "administrator"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    "Set-Cookie"?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "expiresAt": "2026-03-14T21:26:53Z",
                     *       "user": {
                     *         "createdAt": "2026-03-14T09:26:53Z",
                     *         "name": "admin",
                     *         "role": "administrator"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    createSetupCode: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "7F3A-9K2M"
                     *     }
                     */
                    "application/json": components["schemas"]["SetupCode"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    listTokens: {
        parameters: {
            query?: {
                /** @description Items on the page at the most; 100 when left out */
                limit?: number;
                /** @description Where the last page ended: its next */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "createdAt": "2026-03-14T09:26:53Z",
                     *           "id": "tok_7f3a",
                     *           "label": "backup script",
                     *           "user": "admin"
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["PageAPIToken"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    createToken: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "label": "backup script",
                 *       "ttlSeconds": 86400
                 *     }
                 */
                "application/json": components["schemas"]["CreateToken"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "label": "backup script",
                     *       "user": "admin"
                     *     }
                     */
                    "application/json": components["schemas"]["APIToken"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "tok_7f3a",
                     *       "label": "backup script",
                     *       "secret": "nct_3q7k5v2m8x4p6r1t9w0y",
                     *       "user": "admin"
                     *     }
                     */
                    "application/json": components["schemas"]["APIToken"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    deleteToken: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The token's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "dryRun": true
                     *     }
                     */
                    "application/json": components["schemas"]["DryRunDone"];
                };
            };
            /** @description No Content */
            204: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    createUpload: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "format": "qcow2",
                 *       "name": "debian-13.qcow2",
                 *       "pool": "default",
                 *       "sizeBytes": 345178112
                 *     }
                 */
                "application/json": components["schemas"]["CreateUpload"];
            };
        };
        responses: {
            /** @description With dryRun: what would be begun. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "format": "qcow2",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "name": "debian-13.qcow2",
                     *       "offsetBytes": 0,
                     *       "poolName": "default",
                     *       "sizeBytes": 2147483648,
                     *       "volume": "vol-1f0a7cc9d1e2b3a4c5d6"
                     *     }
                     */
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    Location?: string;
                    "Upload-Length"?: string;
                    "Upload-Offset"?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "format": "qcow2",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "name": "debian-13.qcow2",
                     *       "offsetBytes": 0,
                     *       "poolName": "default",
                     *       "sizeBytes": 2147483648,
                     *       "volume": "vol-1f0a7cc9d1e2b3a4c5d6"
                     *     }
                     */
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The upload's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Location?: string;
                    "Upload-Length"?: string;
                    "Upload-Offset"?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "format": "qcow2",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "name": "debian-13.qcow2",
                     *       "offsetBytes": 1073741824,
                     *       "poolName": "default",
                     *       "sizeBytes": 2147483648,
                     *       "volume": "vol-1f0a7cc9d1e2b3a4c5d6"
                     *     }
                     */
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    writeUpload: {
        parameters: {
            query?: never;
            header: {
                /** @description Where the first byte of the body belongs; must be the upload's offset */
                "Upload-Offset": number;
            };
            path: {
                /** @description The upload's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example the bytes */
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "format": "qcow2",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "name": "debian-13.qcow2",
                     *       "offsetBytes": 2147483648,
                     *       "poolName": "default",
                     *       "sizeBytes": 2147483648,
                     *       "volume": "vol-1f0a7cc9d1e2b3a4c5d6"
                     *     }
                     */
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    listVMs: {
        parameters: {
            query?: {
                /** @description Items on the page at the most; 100 when left out */
                limit?: number;
                /** @description Where the last page ended: its next */
                cursor?: string;
                /** @description What to sort by; '-' for the other way round; name when left out */
                sort?: "name" | "-name" | "state" | "-state" | "createdAt" | "-createdAt" | "updatedAt" | "-updatedAt" | "vcpus" | "-vcpus" | "memoryBytes" | "-memoryBytes";
                /** @description Only VMs in one of these states: repeated, or separated by commas */
                state?: string[];
                /** @description Only VMs with each of these labels: KEY or KEY=VALUE */
                label?: string[];
                /** @description Only VMs whose name or title contains this, without regard to case */
                name?: string;
                /** @description Only VMs with an interface on this libvirt network */
                network?: string;
                /** @description The same as an expression; all terms must hold */
                filter?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "accel": "kvm",
                     *           "autostart": false,
                     *           "cpuModel": "host-model",
                     *           "createdAt": "2026-03-14T09:26:53Z",
                     *           "disks": [
                     *             {
                     *               "bus": "virtio",
                     *               "device": "vda",
                     *               "format": "qcow2",
                     *               "kind": "disk",
                     *               "pool": "default",
                     *               "sizeBytes": 10737418240,
                     *               "source": "/var/lib/libvirt/images/web-1-vda.qcow2",
                     *               "volume": "web-1-vda.qcow2"
                     *             }
                     *           ],
                     *           "firmware": "bios",
                     *           "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *           "labels": {
                     *             "tier": "web"
                     *           },
                     *           "machine": "pc-q35-7.2",
                     *           "managed": true,
                     *           "memoryBytes": 1073741824,
                     *           "name": "web-1",
                     *           "nics": [
                     *             {
                     *               "kind": "network",
                     *               "mac": "52:54:00:12:34:56",
                     *               "model": "virtio",
                     *               "source": "default"
                     *             }
                     *           ],
                     *           "node": "n-5f0c2c1e",
                     *           "persistent": true,
                     *           "provider": "kvm",
                     *           "revision": 7,
                     *           "state": "running",
                     *           "stateReason": "booted",
                     *           "stateSince": "2026-03-14T09:26:53Z",
                     *           "title": "Shop front end",
                     *           "updatedAt": "2026-03-14T09:26:53Z",
                     *           "vcpus": 2
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["PageVM"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    createVM: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "disks": [
                 *         {
                 *           "sizeBytes": 10737418240
                 *         }
                 *       ],
                 *       "labels": {
                 *         "tier": "web"
                 *       },
                 *       "memoryBytes": 1073741824,
                 *       "name": "web-1",
                 *       "start": true,
                 *       "title": "Shop front end",
                 *       "vcpus": 2
                 *     }
                 */
                "application/json": components["schemas"]["CreateVM"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.create",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.create",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    importVM: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "deleteSource": true,
                 *       "sourcePool": "default",
                 *       "sourceVolume": "web-1.ova"
                 *     }
                 */
                "application/json": components["schemas"]["ImportVM"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.import",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.import",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getVM: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that the caller has already: 304 when one is still right */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    ETag?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accel": "kvm",
                     *       "autostart": false,
                     *       "cpuModel": "host-model",
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "disks": [
                     *         {
                     *           "bus": "virtio",
                     *           "device": "vda",
                     *           "format": "qcow2",
                     *           "kind": "disk",
                     *           "pool": "default",
                     *           "sizeBytes": 10737418240,
                     *           "source": "/var/lib/libvirt/images/web-1-vda.qcow2",
                     *           "volume": "web-1-vda.qcow2"
                     *         }
                     *       ],
                     *       "firmware": "bios",
                     *       "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *       "labels": {
                     *         "tier": "web"
                     *       },
                     *       "machine": "pc-q35-7.2",
                     *       "managed": true,
                     *       "memoryBytes": 1073741824,
                     *       "name": "web-1",
                     *       "nics": [
                     *         {
                     *           "kind": "network",
                     *           "mac": "52:54:00:12:34:56",
                     *           "model": "virtio",
                     *           "source": "default"
                     *         }
                     *       ],
                     *       "node": "n-5f0c2c1e",
                     *       "persistent": true,
                     *       "provider": "kvm",
                     *       "revision": 7,
                     *       "state": "running",
                     *       "stateReason": "booted",
                     *       "stateSince": "2026-03-14T09:26:53Z",
                     *       "title": "Shop front end",
                     *       "updatedAt": "2026-03-14T09:26:53Z",
                     *       "vcpus": 2
                     *     }
                     */
                    "application/json": components["schemas"]["VM"];
                };
            };
            /** @description The caller has it already (If-None-Match) */
            304: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    replaceVM: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "memoryBytes": 2147483648,
                 *       "title": "Shop front end"
                 *     }
                 */
                "application/json": components["schemas"]["VMUpdate"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "operation": {
                     *         "cancelable": false,
                     *         "changes": [
                     *           {
                     *             "applied": "next_start",
                     *             "field": "memoryBytes",
                     *             "from": "1073741824",
                     *             "to": "2147483648"
                     *           }
                     *         ],
                     *         "createdAt": "2026-03-14T09:26:53Z",
                     *         "finishedAt": "2026-03-14T09:26:53Z",
                     *         "id": "op-0193a7c2e5b07d3e",
                     *         "identity": "user:admin",
                     *         "kind": "vm.update",
                     *         "percent": 100,
                     *         "requestId": "k3v7q2m4x6p1r5t8",
                     *         "startedAt": "2026-03-14T09:26:53Z",
                     *         "state": "succeeded",
                     *         "target": {
                     *           "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *           "kind": "vm",
                     *           "name": "web-1"
                     *         }
                     *       },
                     *       "vm": {
                     *         "accel": "kvm",
                     *         "autostart": false,
                     *         "cpuModel": "host-model",
                     *         "createdAt": "2026-03-14T09:26:53Z",
                     *         "disks": [
                     *           {
                     *             "bus": "virtio",
                     *             "device": "vda",
                     *             "format": "qcow2",
                     *             "kind": "disk",
                     *             "pool": "default",
                     *             "sizeBytes": 10737418240,
                     *             "source": "/var/lib/libvirt/images/web-1-vda.qcow2",
                     *             "volume": "web-1-vda.qcow2"
                     *           }
                     *         ],
                     *         "firmware": "bios",
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "labels": {
                     *           "tier": "web"
                     *         },
                     *         "machine": "pc-q35-7.2",
                     *         "managed": true,
                     *         "memoryBytes": 1073741824,
                     *         "name": "web-1",
                     *         "nics": [
                     *           {
                     *             "kind": "network",
                     *             "mac": "52:54:00:12:34:56",
                     *             "model": "virtio",
                     *             "source": "default"
                     *           }
                     *         ],
                     *         "node": "n-5f0c2c1e",
                     *         "pending": [
                     *           {
                     *             "applied": "next_start",
                     *             "field": "memoryBytes",
                     *             "from": "1073741824",
                     *             "to": "2147483648"
                     *           }
                     *         ],
                     *         "persistent": true,
                     *         "provider": "kvm",
                     *         "revision": 8,
                     *         "state": "running",
                     *         "stateReason": "booted",
                     *         "stateSince": "2026-03-14T09:26:53Z",
                     *         "title": "Shop front end",
                     *         "updatedAt": "2026-03-14T09:26:53Z",
                     *         "vcpus": 2
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["VMUpdateResult"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    deleteVM: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
                /** @description Delete its disks too, where they lie in storage pools and no other VM uses them */
                volumes?: boolean;
                /** @description Power it off first when it is active */
                force?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.delete",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.delete",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    updateVM: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "memoryBytes": 2147483648,
                 *       "title": "Shop front end"
                 *     }
                 */
                "application/json": components["schemas"]["VMUpdate"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "operation": {
                     *         "cancelable": false,
                     *         "changes": [
                     *           {
                     *             "applied": "next_start",
                     *             "field": "memoryBytes",
                     *             "from": "1073741824",
                     *             "to": "2147483648"
                     *           }
                     *         ],
                     *         "createdAt": "2026-03-14T09:26:53Z",
                     *         "finishedAt": "2026-03-14T09:26:53Z",
                     *         "id": "op-0193a7c2e5b07d3e",
                     *         "identity": "user:admin",
                     *         "kind": "vm.update",
                     *         "percent": 100,
                     *         "requestId": "k3v7q2m4x6p1r5t8",
                     *         "startedAt": "2026-03-14T09:26:53Z",
                     *         "state": "succeeded",
                     *         "target": {
                     *           "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *           "kind": "vm",
                     *           "name": "web-1"
                     *         }
                     *       },
                     *       "vm": {
                     *         "accel": "kvm",
                     *         "autostart": false,
                     *         "cpuModel": "host-model",
                     *         "createdAt": "2026-03-14T09:26:53Z",
                     *         "disks": [
                     *           {
                     *             "bus": "virtio",
                     *             "device": "vda",
                     *             "format": "qcow2",
                     *             "kind": "disk",
                     *             "pool": "default",
                     *             "sizeBytes": 10737418240,
                     *             "source": "/var/lib/libvirt/images/web-1-vda.qcow2",
                     *             "volume": "web-1-vda.qcow2"
                     *           }
                     *         ],
                     *         "firmware": "bios",
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "labels": {
                     *           "tier": "web"
                     *         },
                     *         "machine": "pc-q35-7.2",
                     *         "managed": true,
                     *         "memoryBytes": 1073741824,
                     *         "name": "web-1",
                     *         "nics": [
                     *           {
                     *             "kind": "network",
                     *             "mac": "52:54:00:12:34:56",
                     *             "model": "virtio",
                     *             "source": "default"
                     *           }
                     *         ],
                     *         "node": "n-5f0c2c1e",
                     *         "pending": [
                     *           {
                     *             "applied": "next_start",
                     *             "field": "memoryBytes",
                     *             "from": "1073741824",
                     *             "to": "2147483648"
                     *           }
                     *         ],
                     *         "persistent": true,
                     *         "provider": "kvm",
                     *         "revision": 8,
                     *         "state": "running",
                     *         "stateReason": "booted",
                     *         "stateSince": "2026-03-14T09:26:53Z",
                     *         "title": "Shop front end",
                     *         "updatedAt": "2026-03-14T09:26:53Z",
                     *         "vcpus": 2
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["VMUpdateResult"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    listVMAddresses: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "addresses": [
                     *             {
                     *               "address": "192.168.100.17",
                     *               "prefix": 24,
                     *               "source": "lease"
                     *             }
                     *           ],
                     *           "device": "vnet0",
                     *           "mac": "52:54:00:12:34:56"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AddressesBody"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getVMAgent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "commands": [
                     *         "guest-exec",
                     *         "guest-fsfreeze-freeze",
                     *         "guest-get-fsinfo"
                     *       ],
                     *       "hostname": "web-1",
                     *       "os": {
                     *         "id": "debian",
                     *         "kernel": "6.1.0-18-amd64",
                     *         "machine": "x86_64",
                     *         "name": "Debian GNU/Linux 12 (bookworm)",
                     *         "version": "12"
                     *       },
                     *       "version": "7.2.22"
                     *     }
                     */
                    "application/json": components["schemas"]["GuestAgent"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    execInVM: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "command": "/bin/hostname"
                 *     }
                 */
                "application/json": components["schemas"]["ExecGuest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "exitCode": 0,
                     *       "output": "web-1\n"
                     *     }
                     */
                    "application/json": components["schemas"]["GuestExecResult"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            499: components["responses"]["canceled"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    listVMFilesystems: {
        parameters: {
            query?: {
                /** @description Items on the page at the most; 100 when left out */
                limit?: number;
                /** @description Where the last page ended: its next */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "device": "vda1",
                     *           "disks": [
                     *             "/dev/vda1"
                     *           ],
                     *           "mountpoint": "/",
                     *           "totalBytes": 10737418240,
                     *           "type": "ext4",
                     *           "usedBytes": 2147483648
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["PageGuestFilesystem"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    freezeVM: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "seconds": 30
                 *     }
                 */
                "application/json": components["schemas"]["FreezeGuest"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.freeze",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.freeze",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    setVMPassword: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse battery staple",
                 *       "user": "root"
                 *     }
                 */
                "application/json": components["schemas"]["SetGuestPassword"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    thawVM: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.thaw",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.thaw",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    listVMUsers: {
        parameters: {
            query?: {
                /** @description Items on the page at the most; 100 when left out */
                limit?: number;
                /** @description Where the last page ended: its next */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "loggedInAt": "2026-03-14T09:26:53Z",
                     *           "name": "ada"
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["PageGuestUser"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    cloneVM: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "web-2",
                 *       "start": true
                 *     }
                 */
                "application/json": components["schemas"]["CloneVM"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.clone",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.clone",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getVMCloudInit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "files": [
                     *         {
                     *           "name": "meta-data",
                     *           "text": "instance-id: i-6b1f6c1e-1f2e3d4c\nlocal-hostname: web-1\n"
                     *         },
                     *         {
                     *           "name": "user-data",
                     *           "text": "#cloud-config\nhostname: web-1\n"
                     *         }
                     *       ],
                     *       "instanceId": "i-6b1f6c1e-1f2e3d4c",
                     *       "pool": "default",
                     *       "volume": "web-1-seed-6b1f6c1e.iso"
                     *     }
                     */
                    "application/json": components["schemas"]["CloudInitSeed"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    replaceVMCloudInit: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "user": "ada"
                 *     }
                 */
                "application/json": components["schemas"]["CloudInit"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "cloudinit.replace",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "cloudinit.replace",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    openVMConsole: {
        parameters: {
            query?: {
                /** @description Take it from another tool (virsh console) that holds it; a ticket says itself */
                takeOver?: boolean;
                /** @description A ticket, as browsers need: the proof of identity */
                ticket?: string;
            };
            header?: never;
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Switching Protocols */
            101: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example login: */
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getVMConsoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": {
                     *         "available": true
                     *       },
                     *       "layouts": [
                     *         "en-us",
                     *         "en-gb",
                     *         "de",
                     *         "fr",
                     *         "es"
                     *       ],
                     *       "screenshot": {
                     *         "available": true
                     *       },
                     *       "serial": {
                     *         "available": true
                     *       },
                     *       "vnc": {
                     *         "available": false,
                     *         "mend": "add a <graphics type='vnc'/> and start it anew, or use the serial console",
                     *         "reason": "vm web-1 has no VNC server"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["VMConsoles"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    addDisk: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ioLimits": {
                 *         "iops": 500
                 *       },
                 *       "sizeBytes": 21474836480
                 *     }
                 */
                "application/json": components["schemas"]["CreateDisk"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.disk.add",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.disk.add",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    removeDisk: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
                /** @description Delete its volume too: its data is gone. Refused when anything else uses it */
                deleteVolume?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
                /** @description The disk's device */
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.disk.remove",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.disk.remove",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    changeDisk: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
                /** @description The disk's device */
                device: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "media": {
                 *         "pool": "default",
                 *         "volume": "debian.iso"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ChangeDisk"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.disk.change",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.disk.change",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    exportVM: {
        parameters: {
            query?: {
                /** @description Only check it: answers the operation that would be begun, with its warnings */
                dryRun?: boolean;
            };
            header?: never;
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.export",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                    /** @example web-1.ovf... */
                    "application/x-tar": string;
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    changeHardware: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "bootOrder": [
                 *         "sda",
                 *         "vda"
                 *       ],
                 *       "tpm": {
                 *         "model": "tpm-crb"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ChangeHardware"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.hardware",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.hardware",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    pressVMKeys: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "keys": "ctrl-alt-delete"
                 *     }
                 */
                "application/json": components["schemas"]["PressKeys"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    addNIC: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "network": "default"
                 *     }
                 */
                "application/json": components["schemas"]["CreateNIC"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.nic.add",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.nic.add",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    removeNIC: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
                /** @description Hardware address */
                mac: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.nic.remove",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.nic.remove",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    changeNIC: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
                /** @description Hardware address */
                mac: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "inbound": {
                 *         "bytesPerSecond": 12500000
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ChangeNIC"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.nic.change",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.nic.change",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getFirewall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The VM's id */
                id: string;
                /** @description Hardware address */
                mac: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "filter": "novacron-6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55-525400123456",
                     *       "firewall": {
                     *         "antiSpoofing": true,
                     *         "inbound": "drop",
                     *         "outbound": "accept",
                     *         "rules": [
                     *           {
                     *             "action": "accept",
                     *             "comment": "web",
                     *             "direction": "in",
                     *             "ports": "80,443",
                     *             "protocol": "tcp"
                     *           },
                     *           {
                     *             "action": "accept",
                     *             "cidr": "10.0.0.0/8",
                     *             "direction": "in",
                     *             "ports": "22",
                     *             "protocol": "tcp"
                     *           }
                     *         ]
                     *       },
                     *       "mac": "52:54:00:12:34:56"
                     *     }
                     */
                    "application/json": components["schemas"]["NICFirewall"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    setFirewall: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
                /** @description Hardware address */
                mac: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "antiSpoofing": true,
                 *       "inbound": "drop",
                 *       "outbound": "accept",
                 *       "rules": [
                 *         {
                 *           "action": "accept",
                 *           "comment": "web",
                 *           "direction": "in",
                 *           "ports": "80,443",
                 *           "protocol": "tcp"
                 *         },
                 *         {
                 *           "action": "accept",
                 *           "cidr": "10.0.0.0/8",
                 *           "direction": "in",
                 *           "ports": "22",
                 *           "protocol": "tcp"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["SetFirewall"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.firewall_set",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.firewall_set",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    deleteFirewall: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
                /** @description Hardware address */
                mac: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.firewall_delete",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.firewall_delete",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    pauseVM: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["PowerBody"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.pause",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.pause",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    poweroffVM: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["PowerBody"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.poweroff",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.poweroff",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    rebootVM: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["PowerBody"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.reboot",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.reboot",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    resetVM: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["PowerBody"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.reset",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.reset",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    restoreVM: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["PowerBody"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.restore",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.restore",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    resumeVM: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["PowerBody"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.resume",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.resume",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    saveVM: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["PowerBody"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.save",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.save",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getVMScreenshot: {
        parameters: {
            query?: {
                /** @description At most so many pixels wide; the screen's own width when left out */
                width?: number;
            };
            header?: {
                /** @description ETags that the caller has already: 304 when one is still right */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    "Content-Type"?: string;
                    ETag?: string;
                    "Last-Modified"?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    "X-Screen-Size"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example (PNG) */
                    "image/png": string;
                };
            };
            /** @description The caller has it already (If-None-Match) */
            304: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    shutdownVM: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "timeoutSeconds": 60
                 *     }
                 */
                "application/json": components["schemas"]["PowerBody"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.shutdown",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.shutdown",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    listSnapshots: {
        parameters: {
            query?: {
                /** @description Items on the page at the most; 100 when left out */
                limit?: number;
                /** @description Where the last page ended: its next */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "consistency": "filesystem",
                     *           "createdAt": "2026-03-14T09:26:53Z",
                     *           "current": true,
                     *           "disks": [
                     *             {
                     *               "device": "vda",
                     *               "format": "qcow2",
                     *               "path": "/var/lib/libvirt/images/web-1-vda.qcow2",
                     *               "pool": "default",
                     *               "sizeBytes": 1376256,
                     *               "volume": "web-1-vda.qcow2"
                     *             }
                     *           ],
                     *           "id": "snap-0193a7c2e5b0",
                     *           "kind": "external",
                     *           "managed": true,
                     *           "memory": false,
                     *           "name": "before-upgrade",
                     *           "node": "n-5f0c2c1e",
                     *           "revision": 7,
                     *           "sizeBytes": 1376256,
                     *           "state": "running",
                     *           "takenAt": "2026-03-14T09:26:53Z",
                     *           "updatedAt": "2026-03-14T09:26:53Z",
                     *           "vm": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55"
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["PageSnapshot"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    createSnapshot: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "before-upgrade"
                 *     }
                 */
                "application/json": components["schemas"]["CreateSnapshot"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "snapshot.create",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "snapshot.create",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "snap-0193a7c2e5b0",
                     *         "kind": "snapshot",
                     *         "name": "before-upgrade"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getSnapshot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The VM's id */
                id: string;
                /** @description The snapshot's id, or its name */
                snapshot: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "consistency": "filesystem",
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "current": true,
                     *       "disks": [
                     *         {
                     *           "device": "vda",
                     *           "format": "qcow2",
                     *           "path": "/var/lib/libvirt/images/web-1-vda.qcow2",
                     *           "pool": "default",
                     *           "sizeBytes": 1376256,
                     *           "volume": "web-1-vda.qcow2"
                     *         }
                     *       ],
                     *       "id": "snap-0193a7c2e5b0",
                     *       "kind": "external",
                     *       "managed": true,
                     *       "memory": false,
                     *       "name": "before-upgrade",
                     *       "node": "n-5f0c2c1e",
                     *       "revision": 7,
                     *       "sizeBytes": 1376256,
                     *       "state": "running",
                     *       "takenAt": "2026-03-14T09:26:53Z",
                     *       "updatedAt": "2026-03-14T09:26:53Z",
                     *       "vm": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55"
                     *     }
                     */
                    "application/json": components["schemas"]["Snapshot"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    deleteSnapshot: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
                /** @description The snapshot's id, or its name */
                snapshot: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "snapshot.delete",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "snapshot.delete",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "snap-0193a7c2e5b0",
                     *         "kind": "snapshot",
                     *         "name": "before-upgrade"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    revertSnapshot: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
                /** @description The snapshot's id, or its name */
                snapshot: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "force": true
                 *     }
                 */
                "application/json": components["schemas"]["RevertSnapshot"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "snapshot.revert",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "snapshot.revert",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "snap-0193a7c2e5b0",
                     *         "kind": "snapshot",
                     *         "name": "before-upgrade"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    startVM: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "discardSavedState": true
                 *     }
                 */
                "application/json": components["schemas"]["PowerBody"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.start",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.start",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    makeTemplate: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.template",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.template",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    unmakeTemplate: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "vm.untemplate",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "vm.untemplate",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    typeVMText: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "layout": "de",
                 *       "text": "uname -a\n"
                 *     }
                 */
                "application/json": components["schemas"]["TypeText"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "characters": 9
                     *     }
                     */
                    "application/json": components["schemas"]["Typed"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            499: components["responses"]["canceled"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    createVMTicket: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "vnc"
                 *     }
                 */
                "application/json": components["schemas"]["TicketRequest"];
            };
        };
        responses: {
            /** @description With dryRun: a ticket could be made. None was. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "dryRun": true,
                     *       "expiresAt": "2026-03-14T09:27:23Z",
                     *       "kind": "vnc",
                     *       "path": "/api/v1/vms/6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55/vnc",
                     *       "vm": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55"
                     *     }
                     */
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "expiresAt": "2026-03-14T09:27:23Z",
                     *       "kind": "vnc",
                     *       "path": "/api/v1/vms/6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55/vnc?ticket=nvt_Zm9yIHRoZSBkb2N1bWVudGF0aW9u",
                     *       "ticket": "nvt_Zm9yIHRoZSBkb2N1bWVudGF0aW9u",
                     *       "vm": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55"
                     *     }
                     */
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    openVMDisplay: {
        parameters: {
            query?: {
                /** @description Watch only: keys, pointer and clipboard do not reach the guest; a ticket says itself */
                viewOnly?: boolean;
                /** @description A ticket, as browsers need: the proof of identity */
                ticket?: string;
            };
            header?: never;
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Switching Protocols */
            101: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example RFB 003.008 */
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getVMXML: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The VM's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Content-Type"?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example <domain type='kvm'><name>web-1</name></domain> */
                    "application/xml": string;
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    listVolumes: {
        parameters: {
            query?: {
                /** @description Items on the page at the most; 100 when left out */
                limit?: number;
                /** @description Where the last page ended: its next */
                cursor?: string;
                /** @description Only volumes of this pool: its id or name */
                pool?: string;
                /** @description Only volumes whose name contains this, without regard to case */
                name?: string;
                /** @description Only volumes that no VM, no image and no other volume uses */
                unused?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "allocationBytes": 1376256,
                     *           "capacityBytes": 10737418240,
                     *           "createdAt": "2026-03-14T09:26:53Z",
                     *           "fileSizeBytes": 1376256,
                     *           "format": "qcow2",
                     *           "id": "vol-1f0a7cc9d1e2b3a4c5d6",
                     *           "kind": "file",
                     *           "name": "web-1-vda.qcow2",
                     *           "node": "n-5f0c2c1e",
                     *           "path": "/var/lib/libvirt/images/web-1-vda.qcow2",
                     *           "pool": "0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11",
                     *           "poolName": "default",
                     *           "revision": 7,
                     *           "updatedAt": "2026-03-14T09:26:53Z",
                     *           "usedBy": [
                     *             {
                     *               "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *               "kind": "vm",
                     *               "name": "web-1"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "total": 1
                     *     }
                     */
                    "application/json": components["schemas"]["PageVolume"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    createVolume: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "capacityBytes": 10737418240,
                 *       "name": "data.qcow2",
                 *       "pool": "default"
                 *     }
                 */
                "application/json": components["schemas"]["CreateVolume"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "volume.create",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "volume.create",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "vol-1f0a7cc9d1e2b3a4c5d6",
                     *         "kind": "volume",
                     *         "name": "web-1-vda.qcow2"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getVolume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The volume's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "allocationBytes": 1376256,
                     *       "capacityBytes": 10737418240,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "fileSizeBytes": 1376256,
                     *       "format": "qcow2",
                     *       "id": "vol-1f0a7cc9d1e2b3a4c5d6",
                     *       "kind": "file",
                     *       "name": "web-1-vda.qcow2",
                     *       "node": "n-5f0c2c1e",
                     *       "path": "/var/lib/libvirt/images/web-1-vda.qcow2",
                     *       "pool": "0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11",
                     *       "poolName": "default",
                     *       "revision": 7,
                     *       "updatedAt": "2026-03-14T09:26:53Z",
                     *       "usedBy": [
                     *         {
                     *           "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *           "kind": "vm",
                     *           "name": "web-1"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Volume"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    deleteVolume: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The volume's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "volume.delete",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "volume.delete",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "vol-1f0a7cc9d1e2b3a4c5d6",
                     *         "kind": "volume",
                     *         "name": "web-1-vda.qcow2"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    readVolume: {
        parameters: {
            query?: never;
            header?: {
                /** @description One range of bytes (RFC 9110), to go on where a download broke off */
                Range?: string;
            };
            path: {
                /** @description The volume's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example the bytes */
                    "application/octet-stream": string;
                };
            };
            /** @description The range that was asked for */
            206: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example the bytes */
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    copyVolume: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The volume's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "data-copy.qcow2",
                 *       "pool": "fast"
                 *     }
                 */
                "application/json": components["schemas"]["CopyVolume"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "volume.copy",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "volume.copy",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "vol-1f0a7cc9d1e2b3a4c5d6",
                     *         "kind": "volume",
                     *         "name": "web-1-vda.qcow2"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    resizeVolume: {
        parameters: {
            query?: {
                /** @description Check everything, change nothing, and answer what would happen */
                dryRun?: boolean;
            };
            header?: {
                /** @description Makes a repeated request return the first one's operation instead of doing it again, for a day */
                "Idempotency-Key"?: string;
                /** @description The ETag that the VM must still have, else the answer is stale (412) */
                "If-Match"?: string;
            };
            path: {
                /** @description The volume's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "capacityBytes": 21474836480
                 *     }
                 */
                "application/json": components["schemas"]["ResizeVolume"];
            };
        };
        responses: {
            /** @description With dryRun: what would be done. Nothing was changed. */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": false,
                     *       "changes": [
                     *         {
                     *           "applied": "now",
                     *           "field": "state",
                     *           "from": "shutoff",
                     *           "to": "running"
                     *         }
                     *       ],
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "dryRun": true,
                     *       "id": "",
                     *       "identity": "user:admin",
                     *       "kind": "volume.resize",
                     *       "percent": 100,
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "state": "succeeded",
                     *       "target": {
                     *         "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *         "kind": "vm",
                     *         "name": "web-1"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cancelable": true,
                     *       "createdAt": "2026-03-14T09:26:53Z",
                     *       "id": "op-0193a7c2e5b07d3e",
                     *       "identity": "user:admin",
                     *       "kind": "volume.resize",
                     *       "percent": 10,
                     *       "phase": "prepare",
                     *       "requestId": "k3v7q2m4x6p1r5t8",
                     *       "startedAt": "2026-03-14T09:26:53Z",
                     *       "state": "running",
                     *       "target": {
                     *         "id": "vol-1f0a7cc9d1e2b3a4c5d6",
                     *         "kind": "volume",
                     *         "name": "web-1-vda.qcow2"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["conflict.wrong_state"];
            412: components["responses"]["stale"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    followEvents: {
        parameters: {
            query?: {
                /** @description The cursor of the last event that was seen: begin after it */
                since?: string;
                /** @description Only events about the thing with this id */
                target?: string;
                /** @description Only events of this type, or of a noun: vm.* */
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The frames that follow */
            101: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "event": {
                     *         "at": "2026-03-14T09:26:53Z",
                     *         "cursor": "bjEuMS43",
                     *         "data": {
                     *           "state": "running"
                     *         },
                     *         "identity": "user:admin",
                     *         "node": "n-5f0c2c1e",
                     *         "operation": "op-0193a7c2e5b07d3e",
                     *         "sequence": 42,
                     *         "target": {
                     *           "id": "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55",
                     *           "kind": "vm",
                     *           "name": "web-1"
                     *         },
                     *         "type": "vm.started"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Frame"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "alive"
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["invalid"];
            413: components["responses"]["too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getPrometheusMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Content-Type"?: string;
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example novacron_vms{state="running"} 3 */
                    "text/plain": string;
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["too_large"];
            429: components["responses"]["exhausted"];
            500: components["responses"]["internal"];
            501: components["responses"]["unsupported"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The log speaks of this request under this id */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ready"
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["invalid"];
            413: components["responses"]["too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            504: components["responses"]["timeout"];
        };
    };
}
