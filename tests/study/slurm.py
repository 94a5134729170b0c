#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sweep as an array job of a real Slurm gives the table that one machine gives.

  slurm.py PROGRAM

Starts munge and Slurm for one node in a folder of its own, on ports of its own,
and stops them again (Debian: slurm-wlm, munge). Where that cannot be, as for
want of root or of the programs, it says so and sets by hand the variables that
Slurm would set. Prints "N passed, N failed".
"""
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
# from 5 on in steps of 2, as users may number their tasks: four parts
ARRAY = "5-11:2"
NUMBERS = range(5, 12, 2)
SETUP = "data train=400 test=400\n"
SWEEP = "sweep clauses=3,8 alpha=2,4 epochs=30 seeds=6 controls=sparse "
RUNS = 24
PATIENCE = 90 # seconds
check = Checks()


class Unable(Exception):
    """Slurm cannot be started here; the text says why."""


class Slurm:
    """One node: munged, slurmctld and slurmd, ended by their own ids."""

    def __init__(self, folder):
        self.folder, self.processes = folder, []
        self.environment = dict(os.environ, SLURM_CONF=self.path("slurm.conf"))

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self, name, *command):
        log = open(self.path(name + ".out"), "wb")
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=self.environment)
        log.close()
        self.processes.append((name, process))

    def must_live(self):
        for name, process in self.processes:
            if process.poll() is not None:
                said = open(self.path(name + ".out"), encoding="utf-8", errors="replace").read().strip().splitlines()
                raise Unable(f"{name} ended: {said[-1] if said else process.returncode}")

    def until(self, what, ready):
        end = time.time() + PATIENCE
        while not ready():
            self.must_live()
            if time.time() > end:
                raise Unable(f"{what} took more than {PATIENCE} s")
            time.sleep(0.2)

    def said(self, *command):
        got = subprocess.run(command, env=self.environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
        return got.stdout if got.returncode == 0 else ""

    def __enter__(self):
        if os.geteuid() != 0:
            raise Unable("slurmd wants root")
        for name in ("munged", "slurmctld", "slurmd", "sbatch", "sinfo", "squeue"):
            if not shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin"):
                raise Unable(f"{name} is not installed (apt-get install slurm-wlm munge)")
        os.environ["PATH"] += ":/usr/sbin"
        self.environment["PATH"] = os.environ["PATH"]
        try:
            self.begin()
        except Unable:
            self.__exit__()
            raise
        return self

    def begin(self):
        munge = self.path("munge.socket")
        with open(self.path("munge.key"), "wb") as file:
            file.write(os.urandom(128))
        os.chmod(self.path("munge.key"), 0o400)
        self.start("munged", "munged", "--foreground", "--force", "--num-threads=1", "--socket", munge,
                   *(f"--{n}-file={self.path('munge.' + n)}" for n in ("key", "pid", "log", "seed")))
        self.until("munge", lambda: os.path.exists(munge))
        self.configure(munge)
        self.start("slurmctld", "slurmctld", "-D", "-i", "-f", self.path("slurm.conf"))
        self.start("slurmd", "slurmd", "-D", "-f", self.path("slurm.conf"), "-N", "node")
        self.until("the node", lambda: self.said("sinfo", "-h", "-o", "%T").strip() in ("idle", "mixed"))

    def configure(self, munge):
        ports = free_ports(2)
        for name in ("state", "spool"):
            os.mkdir(self.path(name))
        settings = {
            "ClusterName": "test", "SlurmctldHost": f"{socket.gethostname().split('.')[0]}(127.0.0.1)", "SlurmUser": "root",
            "SlurmdUser": "root", "SlurmctldPort": ports[0], "AuthType": "auth/munge", "AuthInfo": f"socket={munge}",
            "CredType": "cred/munge", "StateSaveLocation": self.path("state"), "SlurmdSpoolDir": self.path("spool"),
            "SlurmctldPidFile": self.path("slurmctld.pid"), "SlurmdPidFile": self.path("slurmd.pid"),
            "SlurmctldLogFile": self.path("slurmctld.log"), "SlurmdLogFile": self.path("slurmd.log"),
            "ProctrackType": "proctrack/linuxproc", "TaskPlugin": "task/none", "JobAcctGatherType": "jobacct_gather/none",
            "AccountingStorageType": "accounting_storage/none", "SwitchType": "switch/none", "MpiDefault": "none",
            "SelectType": "select/cons_tres", "SelectTypeParameters": "CR_CPU", "ReturnToService": "2", "SchedulerType": "sched/builtin",
        }
        with open(self.path("slurm.conf"), "w", encoding="utf-8") as file:
            file.writelines(f"{key}={value}\n" for key, value in settings.items())
            file.write(f"NodeName=node NodeHostname={socket.gethostname().split('.')[0]} NodeAddr=127.0.0.1 Port={ports[1]} CPUs=2 State=UNKNOWN\n")
            file.write("PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP\n")
        with open(self.path("cgroup.conf"), "w", encoding="utf-8") as file:
            file.write("CgroupPlugin=cgroup/v1\nCgroupMountpoint=/sys/fs/cgroup\nConstrainCores=no\nConstrainRAMSpace=no\n")

    def __exit__(self, *unused):
        for _, process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_ports(n):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(n)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def plain():
    return {k: v for k, v in os.environ.items() if not k.startswith("SLURM_")}


def fpe(folder, line, **more):
    return subprocess.run([PROGRAM, "--batch", "-c", SETUP, "-c", line], cwd=folder, capture_output=True, text=True,
                          env=dict(plain(), **more), stdin=subprocess.DEVNULL, timeout=600)


def outputs(folder):
    paths = [os.path.join(folder, f"task-{i}.out") for i in NUMBERS]
    return [open(p, encoding="utf-8").read() if os.path.exists(p) else "" for p in paths]


def as_an_array(slurm, folder, job):
    """Submit, wait, and give back what the tasks said."""
    number = slurm.said("sbatch", "--parsable", f"--array={ARRAY}", "-n", "1", "-D", folder, "-o", os.path.join(folder, "task-%a.out"), job).strip()
    check(number.isdigit(), f"sbatch takes the job: {number}")
    try:
        slurm.until("the array job", lambda: all("runs in" in out or "error" in out for out in outputs(folder)))
    except Unable as why:
        check(False, f"the array job ends: {why}")
    return outputs(folder)


def by_hand(folder, job):
    said = []
    for number in NUMBERS:
        variables = {"SLURM_ARRAY_TASK_ID": number, "SLURM_ARRAY_TASK_COUNT": len(NUMBERS), "SLURM_ARRAY_TASK_MIN": NUMBERS[0],
                     "SLURM_ARRAY_TASK_MAX": NUMBERS[-1], "SLURM_ARRAY_TASK_STEP": NUMBERS.step}
        got = subprocess.run([job], cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=600,
                             env=dict(plain(), **{k: str(v) for k, v in variables.items()}))
        said.append(got.stdout + got.stderr)
    return said


def prepare(folder):
    with open(os.path.join(folder, "study.fpe"), "w", encoding="utf-8") as file:
        file.write(SETUP + SWEEP + "array.db\n")
    job = os.path.join(folder, "job.sh")
    with open(job, "w", encoding="utf-8") as file:
        file.write(f"#!/bin/sh\nexec {PROGRAM} --batch --jobs 1 study.fpe\n")
    os.chmod(job, 0o755)
    return job


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        work = os.path.join(folder, "work")
        os.mkdir(work)
        job = prepare(work)
        table = fpe(work, SWEEP + "whole.db").stdout
        check(table.count("\n") > 10, f"one machine gives a table: {table}")
        try:
            with Slurm(folder) as slurm:
                print("# a real Slurm:", slurm.said("slurmctld", "-V").strip())
                said = as_an_array(slurm, work, job)
        except Unable as why:
            print(f"# no Slurm here, its variables are set by hand: {why}")
            said = by_hand(work, job)
        parts = [f"array.{i + 1}of{len(NUMBERS)}.db" for i in range(len(NUMBERS))]
        for text, part in zip(said, parts):
            check(f"6 of 6 runs in {part}" in text, f"a task does its part: {text}")
        merged = fpe(work, "merge array.db " + " ".join(parts))
        check(f"{RUNS} of them new" in merged.stderr, f"parts join: {merged.stderr}")
        after = fpe(work, SWEEP + "array.db")
        check(after.stdout == table, f"the table is the same bytes: {after.stdout}")
        check(f"{RUNS} of them from before" in after.stderr, f"and nothing was run again: {after.stderr}")
    return check.verdict("slurm")


if __name__ == "__main__":
    sys.exit(main())
