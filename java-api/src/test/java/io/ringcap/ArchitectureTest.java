package io.ringcap;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import org.junit.jupiter.api.Test;

/** The direction in which packages may know each other, and the few places where a foreign library may be known. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.ringcap");

    @Test
    void shouldImportFromTheApiDownToThePackets() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("packet")
                .definedBy("io.ringcap.packet")
                .layer("config")
                .definedBy("io.ringcap.config")
                .layer("message")
                .definedBy("io.ringcap.message")
                .layer("pcap")
                .definedBy("io.ringcap.internal.pcap")
                .layer("follow")
                .definedBy("io.ringcap.internal.follow")
                .layer("lock")
                .definedBy("io.ringcap.internal.lock")
                .layer("files")
                .definedBy("io.ringcap.internal.files")
                .layer("sink")
                .definedBy("io.ringcap.sink")
                .layer("ring")
                .definedBy("io.ringcap.internal.ring")
                .layer("check")
                .definedBy("io.ringcap.internal.check")
                .layer("control")
                .definedBy("io.ringcap.internal.control")
                .layer("api")
                .definedBy("io.ringcap")
                .layer("micrometer")
                .definedBy("io.ringcap.micrometer")
                .whereLayer("micrometer")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("api")
                .mayOnlyBeAccessedByLayers("micrometer")
                .whereLayer("control")
                .mayOnlyBeAccessedByLayers("api")
                .whereLayer("ring")
                .mayOnlyBeAccessedByLayers("control")
                .whereLayer("sink")
                .mayOnlyBeAccessedByLayers("check", "ring", "control", "api")
                .whereLayer("files")
                .mayOnlyBeAccessedByLayers("sink", "control")
                .whereLayer("lock")
                .mayOnlyBeAccessedByLayers("files", "sink", "control")
                .whereLayer("check")
                .mayOnlyBeAccessedByLayers("control", "api")
                .whereLayer("follow")
                .mayOnlyBeAccessedByLayers("api")
                .whereLayer("pcap")
                .mayOnlyBeAccessedByLayers("check", "follow", "sink", "ring", "control", "api")
                .whereLayer("message")
                .mayOnlyBeAccessedByLayers(
                        "config", "check", "follow", "pcap", "files", "sink", "ring", "control", "api", "micrometer")
                .whereLayer("config")
                .mayOnlyBeAccessedByLayers(
                        "message", "check", "follow", "pcap", "files", "sink", "ring", "control", "api")
                .check(CLASSES);
    }

    /** Messages carry configuration; configuration knows of messages only how it is refused. */
    @Test
    void shouldLetConfigurationKnowErrorsOnly() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("io.ringcap.config")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.ringcap.message")
                        .and(DescribedPredicate.not(
                                JavaClass.Predicates.belongToAnyOf(CaptureException.class, ErrorCode.class))))
                .check(CLASSES);
    }

    @Test
    void shouldKeepNativeMethodsInTheShimsClassAndTheJnaBindings() {
        ArchRuleDefinition.methods()
                .that()
                .haveModifier(JavaModifier.NATIVE)
                .should()
                .beDeclaredInClassesThat()
                .haveNameMatching("io\\.ringcap\\.internal\\.pcap\\.(NativeCalls|JnaPcap|JnaLibc)")
                .check(CLASSES);
    }

    @Test
    void shouldTouchOptionalLibrariesOnlyWhereTheyServe() {
        ArchRuleDefinition.noClasses()
                .that()
                .haveSimpleNameNotStartingWith("Journal")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("net.openhft..")
                .check(CLASSES);
        ArchRuleDefinition.noClasses()
                .that()
                .haveSimpleNameNotStartingWith("Jna")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .check(CLASSES);
        ArchRuleDefinition.noClasses()
                .that()
                .haveSimpleNameNotStartingWith("TarGz")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.commons..")
                .check(CLASSES);
        ArchRuleDefinition.noClasses()
                .that()
                .haveSimpleNameNotStartingWith("Zst")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.luben..")
                .check(CLASSES);
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackage("io.ringcap.micrometer")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(CLASSES);
    }
}
